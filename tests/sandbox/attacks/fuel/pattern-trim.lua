-- tries: to keep the matcher busy for ever with a trim of much white space
-- expect: TIMEOUT timed out
return function()
  local text = (' '):rep(100000) .. 'x' .. (' '):rep(100000)
  while true do text:find('^%s*(.-)%s*$') end
end

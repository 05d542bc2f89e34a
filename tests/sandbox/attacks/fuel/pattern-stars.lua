-- tries: to keep the matcher busy for ever with a pattern of many stars
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(2000)
  while true do text:find(('a*'):rep(10) .. 'b') end
end

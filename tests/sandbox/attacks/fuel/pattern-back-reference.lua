-- tries: to keep the matcher busy for ever with a back reference that is compared again and again
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(20000) .. 'b' .. ('a'):rep(20000)
  while true do text:find('(a*)b%1c') end
end

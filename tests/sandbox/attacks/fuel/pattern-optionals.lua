-- tries: to keep the matcher busy for ever with a pattern of many optional letters
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(30)
  while true do text:find(('a?'):rep(30) .. ('a'):rep(30)) end
end

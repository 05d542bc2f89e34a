-- tries: to keep the matcher busy for ever with a search for balanced brackets
-- expect: TIMEOUT timed out
return function()
  local text = ('('):rep(200000)
  while true do text:find('%b()') end
end

-- tries: to keep the matcher busy for ever with a pattern of greedy captures
-- expect: TIMEOUT timed out
return function()
  local text = (','):rep(5000)
  while true do text:find('(.*),(.*),(.*);') end
end

-- tries: to buy much quoting with one call
-- expect: TIMEOUT timed out
return function()
  local text = ('\0'):rep(100000)
  while true do string.format('%q', text) end
end

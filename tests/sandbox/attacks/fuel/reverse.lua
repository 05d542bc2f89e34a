-- tries: to buy gigabytes of reversing with few instructions
-- expect: TIMEOUT timed out
return function()
  local text = ('x'):rep(100000)
  while true do text:reverse() end
end

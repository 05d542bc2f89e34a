-- tries: to buy gigabytes of copying with few instructions
-- expect: TIMEOUT timed out
return function()
  while true do local _ = ('x'):rep(100000) end
end

-- tries: to buy gigabytes of concatenation with few instructions
-- expect: TIMEOUT timed out
return function()
  local text = ('x'):rep(100000)
  while true do local _ = text .. text end
end

-- tries: to compare long strings again and again
-- expect: TIMEOUT timed out
-- limits: wall_ms=100
return function()
  local a, b = ('x'):rep(100000) .. 'a', ('x'):rep(100000) .. 'b'
  while true do local _ = a < b end
end

-- tries: to compare long strings past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local a, b = ('x'):rep(900000) .. 'a', ('x'):rep(900000) .. 'b'
  while true do local _ = a < b end
end

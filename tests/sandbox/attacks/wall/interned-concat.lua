-- tries: to build a string that exists already past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local text = ('x'):rep(400000)
  local kept = text .. 'y'
  while true do local _ = text .. 'y' == kept end
end

-- tries: to match past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local text = ('a'):rep(100000)
  while true do text:find('a-b') end
end

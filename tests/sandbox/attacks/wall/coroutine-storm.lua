-- tries: to make coroutines past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  while true do coroutine.wrap(function() coroutine.yield() end)() end
end

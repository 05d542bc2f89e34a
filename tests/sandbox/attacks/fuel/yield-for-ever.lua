-- tries: to run for ever by yielding and resuming
-- expect: TIMEOUT timed out
return function()
  local next_one = coroutine.wrap(function() while true do coroutine.yield() end end)
  while true do next_one() end
end

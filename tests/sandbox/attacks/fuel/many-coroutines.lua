-- tries: to run for ever by making coroutines
-- expect: TIMEOUT timed out
return function()
  while true do coroutine.wrap(function() end)() end
end

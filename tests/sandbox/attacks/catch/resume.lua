-- tries: to swallow the end of the run with coroutine.resume
-- expect: TIMEOUT timed out
return function()
  while true do coroutine.resume(coroutine.create(function() while true do end end)) end
end

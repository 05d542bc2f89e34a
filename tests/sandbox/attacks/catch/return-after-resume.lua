-- tries: to swallow the end of the run with coroutine.resume, and to deliver a result
-- expect: TIMEOUT timed out
return function()
  coroutine.resume(coroutine.create(function() while true do end end))
  return 'delivered'
end

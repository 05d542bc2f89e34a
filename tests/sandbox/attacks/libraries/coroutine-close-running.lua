-- tries: to resume the coroutine that runs
-- expect: OK
return function()
  return { coroutine.resume(coroutine.running() or coroutine.create(type)) }
end

-- tries: to yield across a function of the host
-- expect: OK
return function(ctx)
  return { coroutine.resume(coroutine.create(ctx.log.info), 'x') }
end

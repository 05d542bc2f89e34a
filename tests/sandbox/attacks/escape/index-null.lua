-- tries: to index ctx.null
-- expect: EXECUTION_ERROR
return function(ctx)
  return ctx.null.x
end

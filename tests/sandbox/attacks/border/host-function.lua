-- tries: to give the host a function of the host
-- expect: INVALID_OUTPUT a function
return function(ctx)
  return { ctx.log.info }
end

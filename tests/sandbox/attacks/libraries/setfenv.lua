-- tries: to change the environment of a function of the host
-- expect: EXECUTION_ERROR environments cannot be changed
return function(ctx)
  setfenv(ctx.log.info, {})
end

-- tries: to replace a function of the host
-- expect: EXECUTION_ERROR ctx.log is the host
return function(ctx)
  ctx.log.info = function() end
end

-- tries: to flood the log of the host for ever
-- expect: TIMEOUT timed out
return function(ctx)
  while true do ctx.log.info('flood') end
end

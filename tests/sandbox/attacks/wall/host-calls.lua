-- tries: to call the host past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  while true do ctx.log.debug('x') end
end

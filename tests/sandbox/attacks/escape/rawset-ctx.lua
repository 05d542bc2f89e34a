-- tries: to leave something in ctx behind its guard
-- expect: OK
return function(ctx)
  rawset(ctx, 'log', { info = function() end })
  return type(ctx.log.info)
end

-- tries: to change the configuration for the next run
-- expect: OK {"changed":true}
return function(ctx)
  ctx.config.changed = true
  return ctx.config
end

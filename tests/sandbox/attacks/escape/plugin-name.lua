-- tries: to log under the name of another plugin
-- expect: OK "plugin-name"
return function(ctx)
  ctx.log.info('[bystander] forged')
  return ctx.plugin
end

-- tries: to learn an address from ctx.null
-- expect: OK ["null",false
return function(ctx)
  return { tostring(ctx.null), pcall(function() return ctx.null + 1 end) }
end

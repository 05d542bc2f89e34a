-- tries: to read the guard of ctx
-- expect: OK [false,false]
return function(ctx)
  return { getmetatable(ctx), getmetatable(ctx.log) }
end

-- tries: to change the mark that all lists share
-- expect: OK false
return function(ctx)
  return getmetatable(ctx.array({}))
end

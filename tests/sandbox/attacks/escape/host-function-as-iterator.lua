-- tries: to have a function of the host called as an iterator
-- expect: OK "table"
return function(ctx)
  for k in ctx.array, {} do return type(k) end
end

-- tries: to mark the string library as a list
-- expect: OK "X"
return function(ctx)
  ctx.array(string)
  return ('x'):upper()
end

-- tries: to have a set of too many expressions
-- expect: EXECUTION_ERROR the limit is 256
return function(ctx)
  local list = {}
  for i = 1, 10000 do list[i] = 'a' .. i end
  return ctx.re.which(list, 'x')
end

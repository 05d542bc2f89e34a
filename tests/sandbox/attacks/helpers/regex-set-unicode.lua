-- tries: to have large classes of characters compiled in a set
-- expect: OK []
-- limits: fuel=100000000 wall_ms=2000
return function(ctx)
  local list = {}
  for i = 1, 20 do list[i] = '\\pL+\\pN{1,3}' .. i end
  return ctx.re.which(list, 'x')
end

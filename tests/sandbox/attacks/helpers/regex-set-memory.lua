-- tries: to have a set whose automaton explodes
-- expect: OK|EXECUTION_ERROR|TIMEOUT
return function(ctx)
  local list = {}
  for i = 1, 200 do list[i] = 'a.{' .. i .. '}b.{' .. i .. '}c' end
  return #ctx.re.which(list, ('a'):rep(10000))
end

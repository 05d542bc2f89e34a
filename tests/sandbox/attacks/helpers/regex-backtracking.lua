-- tries: to have a regular expression backtrack for ever
-- expect: OK false
return function(ctx)
  return ctx.re.test('(x+x+)+y', ('x'):rep(50000))
end

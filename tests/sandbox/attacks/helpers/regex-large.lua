-- tries: to have a large expression search a long text
-- expect: EXECUTION_ERROR too long for this expression
return function(ctx)
  return ctx.re.test('(x+x+){1,90}y', ('x'):rep(900000))
end

-- tries: to have an expression compiled that takes gigabytes
-- expect: EXECUTION_ERROR is not a regular expression
return function(ctx)
  return ctx.re.test('((((a{1000}){1000}){1000}){1000})', 'x')
end

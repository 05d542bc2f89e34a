-- tries: to end an expression early with a zero byte
-- expect: OK [true,false]
return function(ctx)
  return { ctx.re.test('a\0b', 'a\0b'), ctx.re.test('a\0b', 'a') }
end

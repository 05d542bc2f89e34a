-- tries: to fill its memory and have expressions beside it
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=1000000000000 wall_ms=5000
return function(ctx)
  local list = {}
  for i = 1, 1e9 do
    list[i] = ('x'):rep(1000) .. i
    ctx.re.test('a' .. i % 50, 'b')
  end
end

-- tries: to hold more memory in automata than the plugin may have
-- expect: OK true
-- limits: fuel=1000000000000 wall_ms=2000
return function(ctx)
  local parts, seed = {}, 1
  for i = 1, 2000 do
    seed = seed * 16807 % 2147483647
    parts[i] = seed % 2 == 0 and 'a' or 'b'
  end
  local text = table.concat(parts)
  for i = 1, 64 do ctx.re.test('a[ab]{60}c' .. i, text) end
  return true
end

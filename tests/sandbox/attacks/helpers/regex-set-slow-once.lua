-- tries: to begin one search that cannot be stopped shortly before the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  local list, parts, seed = {}, {}, 1
  for i = 1, 200 do list[i] = '[ab]*a[ab]{' .. 10 + i % 20 .. '}c' .. i end
  for i = 1, 60000 do
    seed = seed * 16807 % 2147483647
    parts[i] = seed % 2 == 0 and 'a' or 'b'
  end
  local text = table.concat(parts)
  ctx.re.which(list, 'x')
  local start = ctx.time.ms()
  while ctx.time.ms() - start < 90 do end
  while true do pcall(ctx.re.which, list, text) end
end

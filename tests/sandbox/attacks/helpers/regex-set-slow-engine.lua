-- tries: to have a set make a new state of its automaton for every byte
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  local list, parts, seed = {}, {}, 1
  for i = 1, 10 do list[i] = 'a[ab]{' .. 100 + i .. '}c' end
  for i = 1, 20000 do
    seed = seed * 16807 % 2147483647
    parts[i] = seed % 2 == 0 and 'a' or 'b'
  end
  local text = table.concat(parts)
  while true do ctx.re.which(list, text) end
end

-- tries: to have the host read a result for ever: many references to one large empty table
-- expect: TIMEOUT|INVALID_OUTPUT
-- limits: fuel=1000000000000 wall_ms=100 memory_mb=16 allocation_mb=4
return function()
  local large = {}
  for i = 1, 65536 do large[i] = i end
  for i = 1, 65536 do large[i] = nil end
  local result = {}
  for i = 1, 60000 do result[i] = large end
  return { result }
end

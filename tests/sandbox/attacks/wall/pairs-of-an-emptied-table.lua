-- tries: the same with pairs, which no library function sees
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100 memory_mb=16 allocation_mb=4
return function()
  local large = {}
  for i = 1, 65536 do large['k' .. i] = i end
  for key in pairs(large) do large[key] = nil end
  while true do for _ in pairs(large) do end end
end

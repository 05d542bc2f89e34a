-- tries: to walk an emptied table, which costs one instruction a time
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100 memory_mb=16 allocation_mb=4
return function()
  local large = {}
  for i = 1, 65536 do large['k' .. i] = i end
  for key in pairs(large) do large[key] = nil end
  while true do next(large) end
end

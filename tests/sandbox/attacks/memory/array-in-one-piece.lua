-- tries: to take more memory than it may have with one array of the largest size
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for i = 1, 20 do list[i] = i end
  for i = 2 ^ 26, 1, -1 do list[i] = i end
end

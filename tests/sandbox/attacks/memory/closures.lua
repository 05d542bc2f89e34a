-- tries: to take more memory than it may have in closures
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for i = 1, 1e9 do list[i] = function() return list, i end end
end

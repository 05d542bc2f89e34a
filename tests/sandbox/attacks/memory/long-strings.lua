-- tries: to take more memory than it may have in long strings
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for i = 1, 1e9 do list[i] = ('x'):rep(100000) .. i end
end

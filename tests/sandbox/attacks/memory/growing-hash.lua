-- tries: to take more memory than it may have in a growing hash
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local map = {}
  for i = 1, 1e9 do map['key' .. i] = true end
end

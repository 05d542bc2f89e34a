-- tries: to take more memory than it may have in a growing table
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  while true do list[#list + 1] = {} end
end

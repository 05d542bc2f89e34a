-- tries: to take more memory than it may have in argument lists
-- expect: EXECUTION_ERROR|MEMORY_EXCEEDED
-- limits: fuel=200000000 wall_ms=3000
local function spread(list, n)
  for i = 1, 7000 do list[n + i] = i end
  return unpack(list), spread(list, n + 7000)
end

return function()
  return select('#', spread({}, 1))
end

-- tries: to take more memory than it may have with one table.concat
-- expect: EXECUTION_ERROR|MEMORY_EXCEEDED
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for i = 1, 1000 do list[i] = ('x'):rep(10000) end
  return table.concat(list)
end

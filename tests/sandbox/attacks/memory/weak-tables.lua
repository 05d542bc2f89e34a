-- tries: to take more memory than it may have in weak tables, which are not emptied in time
-- expect: OK|MEMORY_EXCEEDED
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = setmetatable({}, { __mode = 'v' })
  for i = 1, 300000 do list[i] = { i } end
  return 'collected'
end

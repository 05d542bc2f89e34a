-- tries: to take more memory than it may have in a linked list
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list
  while true do list = { list } end
end

-- tries: to take more memory than it may have in a message handler
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  xpcall(error, function() while true do list[#list + 1] = {} end end)
end

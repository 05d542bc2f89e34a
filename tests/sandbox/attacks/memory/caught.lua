-- tries: to take more memory than it may have and to go on by catching the refusal
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  while true do pcall(function() list[#list + 1] = ('x'):rep(100000) .. #list end) end
end

-- tries: to take more memory than it may have by hiding much live memory behind garbage
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for i = 1, 1e9 do
    list[i] = ('x'):rep(1000) .. i
    local _ = ('y'):rep(50000) .. i
  end
end

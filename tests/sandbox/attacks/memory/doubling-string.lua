-- tries: to take more memory than it may have by doubling a string
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local text = 'x'
  while true do text = text .. text end
end

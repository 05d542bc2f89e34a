-- tries: to take more memory than it may have and to deliver a result after the refusal was caught
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local text = ('x'):rep(600000)
  pcall(function() return text .. text end)
  return 'delivered'
end

-- tries: to take more memory than it may have little by little, over many runs that each end well
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  kept = kept or {}
  for i = 1, 1e9 do kept[#kept + 1] = { i } end
end

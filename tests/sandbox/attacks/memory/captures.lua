-- tries: to take more memory than it may have in captures of gmatch
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  for word in ('word '):rep(200000):gmatch('%a+') do list[#list + 1] = word .. #list end
  return 'delivered'
end

-- tries: to take more memory than it may have in a coroutine whose failure is caught
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local list = {}
  local co = coroutine.create(function() while true do list[#list + 1] = {} end end)
  coroutine.resume(co)
  return 'delivered'
end

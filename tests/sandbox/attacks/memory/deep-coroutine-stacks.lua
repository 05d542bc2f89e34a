-- tries: to take more memory than it may have in the stacks of coroutines
-- expect: MEMORY_EXCEEDED needs too much memory
-- limits: fuel=200000000 wall_ms=3000
return function()
  local function down(n)
    if n == 0 then coroutine.yield() end
    return 1 + down(n - 1)
  end
  local list = {}
  for i = 1, 1e9 do
    list[i] = coroutine.wrap(down)
    list[i](5000)
  end
end

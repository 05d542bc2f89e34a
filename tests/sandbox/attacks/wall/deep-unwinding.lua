-- tries: to unwind deep stacks past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local function down(n)
    if n == 0 then error('bottom') end
    return 1 + down(n - 1)
  end
  while true do pcall(down, 5000) end
end

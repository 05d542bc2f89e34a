-- tries: to unwind many C frames past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local function nest(n)
    if n == 0 then error('bottom') end
    return (('x'):gsub('x', function() return nest(n - 1) end))
  end
  while true do pcall(nest, 20) end
end

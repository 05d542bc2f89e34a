-- tries: to run for ever by unwinding deep stacks
-- expect: TIMEOUT timed out
return function()
  local function down(n)
    if n == 0 then error('bottom') end
    return 1 + down(n - 1)
  end
  while true do pcall(down, 3000) end
end

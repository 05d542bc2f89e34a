-- tries: to spend the fuel in C functions between two ticks of the hook
-- expect: TIMEOUT timed out
return function()
  local text = ('x'):rep(1000000)
  for i = 1, 1e9 do text:upper() text:lower() text:reverse() local _ = i end
end

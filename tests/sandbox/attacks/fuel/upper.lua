-- tries: to buy gigabytes of case folding with few instructions
-- expect: TIMEOUT timed out
return function()
  local text = ('x'):rep(100000)
  while true do text:upper() end
end

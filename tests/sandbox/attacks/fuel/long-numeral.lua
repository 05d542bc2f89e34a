-- tries: to have tonumber take quadratic time
-- expect: TIMEOUT timed out
return function()
  local digits = ('7'):rep(100000)
  while true do tonumber(digits) end
end

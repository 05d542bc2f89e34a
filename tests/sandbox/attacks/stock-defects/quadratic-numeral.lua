-- tries: to have tonumber take the square of the digits
-- expect: TIMEOUT|OK
-- unguarded: hang|crash
return function()
  local digits = ('7'):rep(400000)
  for _ = 1, 20000 do tonumber(digits) end
  return 'done'
end

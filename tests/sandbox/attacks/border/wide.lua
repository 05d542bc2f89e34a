-- tries: to give the host more bytes than may cross
-- expect: INVALID_OUTPUT the whole value is larger
return function()
  local t = {}
  for i = 1, 900 do t[i] = ('x'):rep(2000) end
  return t
end

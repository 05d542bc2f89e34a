-- tries: to give the host one long string many times
-- expect: INVALID_OUTPUT the whole value is larger
return function()
  local text, t = ('x'):rep(100000), {}
  for i = 1, 100 do t[i] = text end
  return t
end

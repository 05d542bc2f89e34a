-- tries: to give the host a list that contains itself
-- expect: INVALID_OUTPUT result[1][1]
return function()
  local t = {}
  t[1] = t
  return t
end

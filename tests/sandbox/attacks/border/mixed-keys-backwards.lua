-- tries: to give the host a table with names and a position
-- expect: INVALID_OUTPUT result
return function()
  local t = { a = 1, b = 2 }
  t[1] = 3
  return t
end

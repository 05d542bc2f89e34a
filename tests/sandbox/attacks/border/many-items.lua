-- tries: to give the host more items than a result may have
-- expect: INVALID_OUTPUT a list of 1001 items
return function()
  local t = {}
  for i = 1, 1001 do t[i] = { i } end
  return t
end

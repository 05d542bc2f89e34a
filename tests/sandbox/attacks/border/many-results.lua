-- tries: to give the host thousands of results
-- expect: OK 1
return function()
  local list = {}
  for i = 1, 7000 do list[i] = i end
  return unpack(list)
end

-- tries: to buy thousands of moves with one insert
-- expect: TIMEOUT timed out
return function()
  local list = {}
  for i = 1, 20000 do list[i] = i end
  while true do table.insert(list, 1, 0) table.remove(list, 1) end
end

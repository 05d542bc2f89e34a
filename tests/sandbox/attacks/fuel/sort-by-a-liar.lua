-- tries: to sort for ever with an order that contradicts itself
-- expect: TIMEOUT timed out
return function()
  local list = {}
  for i = 1, 200 do list[i] = i end
  while true do pcall(table.sort, list, function() return true end) end
end

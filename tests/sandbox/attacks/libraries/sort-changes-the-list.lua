-- tries: to change a list while it is sorted
-- expect: OK
return function()
  local list = {}
  for i = 1, 1000 do list[i] = i % 7 end
  return { pcall(table.sort, list, function(a, b) for i = #list, 1, -1 do list[i] = nil end return a < b end) }
end

-- tries: to have a list reallocated while it is sorted
-- expect: OK|EXECUTION_ERROR|TIMEOUT|MEMORY_EXCEEDED
return function()
  local list = {}
  for i = 1, 100 do list[i] = i % 7 end
  table.sort(list, function(a, b) list[#list + 1] = 1 list[#list] = nil return a < b end)
  return #list > 0
end

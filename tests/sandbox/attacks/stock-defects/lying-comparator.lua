-- tries: to have sort leave its list
-- expect: OK|EXECUTION_ERROR|TIMEOUT
return function()
  local list = {}
  for i = 1, 1000 do list[i] = i end
  return { pcall(table.sort, list, function() return true end) }
end

-- tries: to insert at a place that does not exist
-- expect: EXECUTION_ERROR|OK
return function()
  table.insert({}, 2 ^ 40, 1)
end

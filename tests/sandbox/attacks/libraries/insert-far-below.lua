-- tries: to have table.insert move two thousand million elements
-- expect: EXECUTION_ERROR|OK
return function()
  table.insert({}, -2 ^ 31, 1)
end

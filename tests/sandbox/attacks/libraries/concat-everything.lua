-- tries: to concatenate four thousand million absent values
-- expect: EXECUTION_ERROR invalid value
return function()
  return table.concat({}, '', -2 ^ 31, 2 ^ 31)
end

-- tries: to remove at a place that does not exist
-- expect: OK|EXECUTION_ERROR
return function()
  return table.remove({ 1 }, 2 ^ 53) == nil
end

-- tries: to have code run in a finalizer, with the hook masked
-- expect: EXECUTION_ERROR a table with a metatable
return function()
  getmetatable(newproxy(true)).__gc = function() while true do end end
end

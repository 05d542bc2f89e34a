-- tries: to have code run while the host reads an error
-- expect: EXECUTION_ERROR an error value of type table
return function()
  error(setmetatable({}, { __tostring = function() while true do end end, __index = function() while true do end end }))
end

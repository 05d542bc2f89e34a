-- tries: to change the methods of all strings
-- expect: EXECUTION_ERROR
-- unguarded: escape
return function()
  getmetatable('').__index.upper = function() return 'stolen' end
  return true
end

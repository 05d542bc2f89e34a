-- tries: to change what strings can do for every state
-- expect: EXECUTION_ERROR
return function()
  getmetatable('').__index = nil
end

-- tries: to swallow the end of the run in __tostring
-- expect: TIMEOUT timed out
local trap = setmetatable({}, { __tostring = function() while true do end end })

return function()
  while true do pcall(tostring, trap) end
end

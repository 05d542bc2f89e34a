-- tries: to swallow the end of the run in __newindex
-- expect: TIMEOUT timed out
local trap = setmetatable({}, { __newindex = function() while true do end end })

return function()
  while true do pcall(function() trap.x = 1 end) end
end

-- tries: to swallow the end of the run in __concat
-- expect: TIMEOUT timed out
local trap = setmetatable({}, { __concat = function() while true do end end })

return function()
  while true do pcall(function() return trap .. 'x' end) end
end

-- tries: to swallow the end of the run in __eq
-- expect: TIMEOUT timed out
local meta = { __eq = function() while true do end end }
local a, b = setmetatable({}, meta), setmetatable({}, meta)

return function()
  while true do pcall(function() return a == b end) end
end

-- tries: to swallow the end of the run in the __pairs that a 5.2 interpreter would call
-- expect: TIMEOUT timed out
return function()
  for _ in pairs(setmetatable({}, { __pairs = function() while true do end end })) do end
  while true do pcall(error) end
end

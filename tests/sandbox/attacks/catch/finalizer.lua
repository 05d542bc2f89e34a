-- tries: to swallow the end of the run in the __gc that a 5.2 interpreter would call
-- expect: TIMEOUT timed out
return function()
  for _ = 1, 100000 do setmetatable({}, { __gc = function() while true do end end }) end
  while true do pcall(error) end
end

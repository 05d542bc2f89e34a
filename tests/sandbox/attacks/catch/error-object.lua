-- tries: to swallow the end of the run with an error object whose __tostring loops
-- expect: TIMEOUT timed out
return function()
  pcall(error, setmetatable({}, { __tostring = function() while true do end end }))
  while true do end
end

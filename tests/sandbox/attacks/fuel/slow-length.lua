-- tries: to run for ever in a metamethod of an operator
-- expect: TIMEOUT timed out
return function()
  return setmetatable({}, { __add = function() while true do end end }) + 1
end

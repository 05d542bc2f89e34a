-- tries: to run for ever in a __tostring
-- expect: TIMEOUT timed out
return function()
  tostring(setmetatable({}, { __tostring = function() while true do end end }))
end

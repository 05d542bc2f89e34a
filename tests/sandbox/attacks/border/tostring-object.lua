-- tries: to give the host an object with a __tostring
-- expect: OK [{}]
return function()
  return { setmetatable({}, { __tostring = function() while true do end end }) }
end

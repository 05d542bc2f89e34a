-- tries: to give the host an object whose members are computed
-- expect: OK {}
return function()
  return setmetatable({}, { __index = function() while true do end end })
end

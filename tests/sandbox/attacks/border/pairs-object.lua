-- tries: to give the host an object with a __pairs
-- expect: OK {"a":1}
return function()
  return setmetatable({ a = 1 }, { __pairs = function() while true do end end })
end

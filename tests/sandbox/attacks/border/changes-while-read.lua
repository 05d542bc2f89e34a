-- tries: to give the host a result whose reading would change it
-- expect: OK {"a":1}
return function()
  local t = { a = 1 }
  return setmetatable(t, { __index = function(_, k) rawset(t, k, t) return t end })
end

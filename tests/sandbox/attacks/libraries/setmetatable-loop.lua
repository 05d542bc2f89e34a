-- tries: to have metatables refer to themselves without end
-- expect: EXECUTION_ERROR
return function()
  local a, b = {}, {}
  setmetatable(a, { __index = b }) setmetatable(b, { __index = a })
  return a.x
end

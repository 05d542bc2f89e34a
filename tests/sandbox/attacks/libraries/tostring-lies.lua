-- tries: to have tostring return no string
-- expect: EXECUTION_ERROR '__tostring' must return a string
return function()
  return tostring(setmetatable({}, { __tostring = function() return {} end }))
end

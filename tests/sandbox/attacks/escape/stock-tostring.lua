-- tries: to get at the stock tostring through print or concat
-- expect: EXECUTION_ERROR invalid value
return function()
  return table.concat({ setmetatable({}, { __tostring = function() return 'x' end }) })
end

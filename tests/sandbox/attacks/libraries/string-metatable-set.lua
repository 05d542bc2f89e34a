-- tries: to replace the metatable of strings
-- expect: EXECUTION_ERROR table expected
return function()
  setmetatable('', {})
end

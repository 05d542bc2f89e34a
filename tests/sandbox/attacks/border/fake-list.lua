-- tries: to give the host a table whose metatable looks like the mark of lists
-- expect: OK {"a":1}
return function()
  return setmetatable({ a = 1 }, { __metatable = false })
end

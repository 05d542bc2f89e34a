-- tries: to overflow the stack with pcall as __call, which stock LuaJIT lets grow unchecked
-- expect: OK|EXECUTION_ERROR|TIMEOUT
-- unguarded: crash
return function()
  local o = setmetatable({}, {})
  getmetatable(o).__call = pcall
  return (o())
end

-- tries: the same in a coroutine, whose stack is small
-- expect: EXECUTION_ERROR|OK|TIMEOUT
-- unguarded: crash
return function()
  local o = setmetatable({}, { __call = pcall })
  return (coroutine.resume(coroutine.create(function() return o() end)))
end

-- tries: to loop in a finalizer, where the hook is masked
-- expect: EXECUTION_ERROR metatable
-- unguarded: hang
return function()
  local p = newproxy(true)
  getmetatable(p).__gc = function() while true do end end
  p = nil
  collectgarbage()
  return p
end

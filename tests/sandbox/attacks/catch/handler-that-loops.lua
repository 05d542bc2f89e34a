-- tries: to swallow the end of the run in a message handler that loops, where stock LuaJIT masks the hook
-- expect: TIMEOUT timed out
return function()
  xpcall(error, function() while true do end end, 'x')
  return 'delivered'
end

-- tries: to take the hook away
-- expect: EXECUTION_ERROR no debug library
return function()
  debug.sethook()
  while true do end
end

-- tries: to reach into closures of the host
-- expect: EXECUTION_ERROR no debug library
return function()
  return debug.getupvalue(pcall, 1)
end

-- tries: to read the registry
-- expect: EXECUTION_ERROR no debug library
return function()
  return debug.getregistry()
end

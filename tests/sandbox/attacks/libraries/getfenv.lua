-- tries: to read the environment of the host
-- expect: EXECUTION_ERROR environments cannot be changed
return function()
  return getfenv(0)
end

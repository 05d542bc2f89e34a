-- tries: to reach the globals of the host through a function
-- expect: EXECUTION_ERROR environments cannot be changed
-- unguarded: escape
return function()
  return getfenv(0) == _G
end

-- tries: to find libraries in package.loaded
-- expect: EXECUTION_ERROR no package library
return function()
  return package.loaded.io
end

-- tries: to load machine code
-- expect: EXECUTION_ERROR no package library
return function()
  return package.loadlib('libc.so.6', 'system')
end

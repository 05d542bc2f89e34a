-- tries: to read a file through the name of a module
-- expect: EXECUTION_ERROR module
return function()
  return require('/etc/passwd')
end

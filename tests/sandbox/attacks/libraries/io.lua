-- tries: to open a file
-- expect: EXECUTION_ERROR plugins have no files
return function()
  return io.open('/etc/passwd'):read('*a')
end

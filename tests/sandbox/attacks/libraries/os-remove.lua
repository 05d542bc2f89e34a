-- tries: to delete a file
-- expect: EXECUTION_ERROR attempt to call field
return function()
  os.remove('/tmp/x')
end

-- tries: to start a program
-- expect: EXECUTION_ERROR attempt to call field
return function()
  return os.execute('true')
end

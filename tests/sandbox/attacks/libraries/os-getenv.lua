-- tries: to read the environment
-- expect: EXECUTION_ERROR attempt to call field
return function()
  return os.getenv('HOME')
end

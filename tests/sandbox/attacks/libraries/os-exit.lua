-- tries: to end the host
-- expect: EXECUTION_ERROR attempt to call field
return function()
  os.exit(0)
end

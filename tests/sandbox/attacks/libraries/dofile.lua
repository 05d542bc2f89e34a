-- tries: to run another file
-- expect: EXECUTION_ERROR require loads modules
return function()
  return dofile('/etc/passwd')
end

-- tries: to run bytecode that was written by hand
-- expect: EXECUTION_ERROR attempt to call
return function()
  return (loadstring or load)('\27LJ\2\2\0')()
end

-- tries: to compile text at run time
-- expect: EXECUTION_ERROR plugins cannot compile text
return function()
  return load('return 1')()
end

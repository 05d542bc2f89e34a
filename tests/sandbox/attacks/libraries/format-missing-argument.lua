-- tries: to have format read what was not given
-- expect: EXECUTION_ERROR bad argument
return function()
  return string.format('%d %d %d', 1)
end

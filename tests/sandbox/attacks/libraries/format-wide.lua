-- tries: to have format write past its buffer
-- expect: EXECUTION_ERROR invalid option
return function()
  return string.format('%999999999d', 1)
end

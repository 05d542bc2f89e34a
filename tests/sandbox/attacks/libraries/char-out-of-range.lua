-- tries: to make bytes that are none
-- expect: EXECUTION_ERROR
return function()
  return string.char(256)
end

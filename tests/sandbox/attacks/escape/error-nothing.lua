-- tries: to have the host read an error that is not there
-- expect: EXECUTION_ERROR an error value of type nil
return function()
  error()
end

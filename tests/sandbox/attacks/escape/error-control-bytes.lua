-- tries: to write control sequences into an error
-- expect: EXECUTION_ERROR \x1b[2J
return function()
  error('\27[2J\r\n\0\255', 0)
end

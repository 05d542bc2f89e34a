-- tries: to run for ever in errors that are caught
-- expect: TIMEOUT timed out
return function()
  while true do pcall(error, 'x') end
end

-- tries: to swallow the end of the run with a handler that catches and fails, so that it is entered again
-- expect: TIMEOUT timed out
return function()
  while true do xpcall(error, function() pcall(error) error('again') end) end
end

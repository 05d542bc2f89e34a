-- tries: to have a failing message handler entered again without end
-- expect: TIMEOUT|EXECUTION_ERROR
-- unguarded: crash|hang
return function()
  while true do xpcall(error, function() pcall(error) error('again') end) end
end

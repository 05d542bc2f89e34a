-- tries: to swallow the end of the run with pcall itself as the handler
-- expect: TIMEOUT timed out
return function()
  while true do xpcall(function() while true do end end, pcall) end
end

-- tries: to swallow the end of the run with pcall in a loop
-- expect: TIMEOUT timed out
return function()
  while true do pcall(function() while true do end end) end
end

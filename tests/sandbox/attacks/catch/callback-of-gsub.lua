-- tries: to swallow the end of the run in a callback of gsub
-- expect: TIMEOUT timed out
return function()
  while true do ('x'):gsub('x', function() pcall(function() while true do end end) end) end
end

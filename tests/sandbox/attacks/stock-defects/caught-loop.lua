-- tries: to catch the end of the run again and again
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  while true do pcall(function() while true do end end) end
end

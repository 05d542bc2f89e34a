-- tries: to loop in the handler of a plain error once the time is over
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  while true do xpcall(function() while true do end end, function() while true do end end) end
end

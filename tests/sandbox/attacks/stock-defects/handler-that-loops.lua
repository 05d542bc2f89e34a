-- tries: to loop in a message handler, where the hook is masked
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  xpcall(function() while true do end end, function() while true do end end)
end

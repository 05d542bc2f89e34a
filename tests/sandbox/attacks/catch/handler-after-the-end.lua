-- tries: to swallow the end of the run in a message handler called for the end itself
-- expect: TIMEOUT timed out
return function()
  xpcall(function() while true do end end, function() while true do end end)
  return 'delivered'
end

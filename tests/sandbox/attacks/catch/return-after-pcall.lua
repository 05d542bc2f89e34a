-- tries: to swallow the end of the run and to deliver a result all the same
-- expect: TIMEOUT timed out
return function()
  pcall(function() while true do end end)
  return 'delivered'
end

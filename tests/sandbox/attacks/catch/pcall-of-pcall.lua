-- tries: to swallow the end of the run with a chain of pcalls
-- expect: TIMEOUT timed out
return function()
  pcall(pcall, pcall, function() while true do end end)
  return 'delivered'
end

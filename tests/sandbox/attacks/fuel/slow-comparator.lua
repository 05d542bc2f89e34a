-- tries: to run for ever in a comparator
-- expect: TIMEOUT timed out
return function()
  table.sort({ 2, 1 }, function() while true do end end)
end

-- tries: to swallow the end of the run in a comparator of sort
-- expect: TIMEOUT timed out
return function()
  while true do
    table.sort({ 3, 1, 2 }, function(a, b)
      pcall(function() while true do end end)
      return a < b
    end)
  end
end

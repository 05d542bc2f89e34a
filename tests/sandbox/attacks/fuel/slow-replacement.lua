-- tries: to run for ever in the callback of gsub
-- expect: TIMEOUT timed out
return function()
  ('x'):gsub('x', function() while true do end end)
end

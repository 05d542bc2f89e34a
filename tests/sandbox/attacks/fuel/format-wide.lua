-- tries: to buy much padding with one call
-- expect: TIMEOUT timed out
return function()
  while true do string.format('%99.99f', 1e308) end
end

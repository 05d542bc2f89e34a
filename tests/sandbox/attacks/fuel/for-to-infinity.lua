-- tries: to run for ever in a for that ends at infinity
-- expect: TIMEOUT timed out
return function()
  for i = 1, math.huge do local _ = i end
end

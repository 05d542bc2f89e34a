-- tries: to run for ever in a for whose step is zero
-- expect: TIMEOUT timed out
return function()
  for i = 1, 2, 0 do local _ = i end
end

-- tries: to run for ever in a repeat loop
-- expect: TIMEOUT timed out
return function()
  repeat local never = false until never
end

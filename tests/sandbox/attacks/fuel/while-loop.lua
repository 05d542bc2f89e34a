-- tries: to run for ever in a loop
-- expect: TIMEOUT timed out
return function()
  while true do end
end

-- tries: to run past its deadline with fuel left
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  while true do end
end

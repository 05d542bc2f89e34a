-- tries: to run past its deadline in pcall
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  while true do pcall(function() while true do end end) end
end

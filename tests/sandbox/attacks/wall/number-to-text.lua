-- tries: to convert numbers past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  while true do for i = 1, 1e9 do local _ = i * 1.1 .. "" end end
end

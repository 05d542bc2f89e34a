-- tries: to keep the collector busy past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local keep = {}
  for i = 1, 20000 do keep[i] = { i } end
  while true do local _ = { {}, {}, {} } end
end

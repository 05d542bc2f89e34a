-- tries: to sort past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local list = {}
  while true do
    for i = 1, 5000 do list[i] = (i * 7919) % 5003 end
    table.sort(list, function(a, b) return a < b end)
  end
end

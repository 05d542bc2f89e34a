-- tries: to take arguments one by one past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local list = {}
  for i = 1, 7000 do list[i] = i end
  local function walk(...)
    for i = 1, select('#', ...) do local _ = select(i, ...) end
  end
  while true do walk(unpack(list)) end
end

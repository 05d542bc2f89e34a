-- tries: to copy thousands of arguments past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function()
  local list = {}
  for i = 1, 7000 do list[i] = i end
  local function count(...)
    return select('#', ...)
  end
  while true do count(unpack(list)) end
end

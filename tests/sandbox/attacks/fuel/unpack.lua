-- tries: to buy thousands of copies with one call
-- expect: TIMEOUT timed out
return function()
  local list = {}
  for i = 1, 7000 do list[i] = i end
  while true do local _ = select('#', unpack(list)) end
end

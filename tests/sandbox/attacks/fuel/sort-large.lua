-- tries: to sort for ever
-- expect: TIMEOUT timed out
return function()
  local list = {}
  while true do
    for i = 1, 20000 do list[i] = (i * 7919) % 20011 end
    table.sort(list)
  end
end

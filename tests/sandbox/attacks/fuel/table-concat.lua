-- tries: to buy many number conversions with one call
-- expect: TIMEOUT timed out
return function()
  local numbers = {}
  for i = 1, 10000 do numbers[i] = i + 0.1 end
  while true do table.concat(numbers) end
end

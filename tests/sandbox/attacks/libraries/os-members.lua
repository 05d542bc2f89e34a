-- tries: to find a part of os that reaches the machine
-- expect: OK {}
return function()
  local found = {}
  for name in pairs(os) do
    if not (name == 'time' or name == 'date' or name == 'difftime' or name == 'clock') then found[#found + 1] = name end
  end
  return found
end

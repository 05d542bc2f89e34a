-- tries: to convert in a base that is none
-- expect: OK
return function()
  return { pcall(tonumber, '1', 1), pcall(tonumber, '1', 37), pcall(tonumber, '1', 2 ^ 53) }
end

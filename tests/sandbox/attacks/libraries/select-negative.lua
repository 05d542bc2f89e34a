-- tries: to read arguments before the first
-- expect: OK
return function()
  return { pcall(select, -2, 'a') }
end

-- tries: to have the matcher read behind a pattern
-- expect: OK
return function()
  return { pcall(string.find, 'a', '%'), pcall(string.find, 'a', '['), pcall(string.find, 'a', '[^'), pcall(string.find, 'a', '%b'), pcall(string.find, 'a', '%f'), pcall(string.find, 'a', '(') }
end

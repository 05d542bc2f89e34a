-- tries: to search outside of a string
-- expect: OK
return function()
  return { ('abc'):find('', 2 ^ 53) or 0, ('abc'):find('', -2 ^ 53) or 0, ('abc'):find('a', 0 / 0) or 0 }
end

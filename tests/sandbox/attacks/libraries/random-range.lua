-- tries: to have random divide by an empty range
-- expect: OK|INVALID_OUTPUT
return function()
  return { pcall(math.random, 0), pcall(math.random, 2, 1), pcall(math.random, 0 / 0) }
end

-- tries: to format a time that no calendar knows
-- expect: OK|INVALID_OUTPUT
return function()
  return { pcall(os.date, '*t', 1e300), pcall(os.date, '%c', -1e300), pcall(os.date, '%c', 0 / 0) }
end

-- tries: to have mktime overflow
-- expect: OK|INVALID_OUTPUT
return function()
  return { pcall(os.time, { year = 1e300, month = -1e300, day = 0 / 0 }) }
end

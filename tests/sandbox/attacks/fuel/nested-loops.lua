-- tries: to run for years in nested loops of harmless length
-- expect: TIMEOUT timed out
return function()
  for a = 1, 1e5 do
    for b = 1, 1e5 do local _ = a * b end
  end
end

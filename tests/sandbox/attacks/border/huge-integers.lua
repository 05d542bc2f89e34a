-- tries: to give the host numbers at the edge of the integers
-- expect: OK
return function()
  return { 2 ^ 53, 2 ^ 63, -2 ^ 63, 2 ^ 64, 1e308, 5e-324, -0.0 }
end

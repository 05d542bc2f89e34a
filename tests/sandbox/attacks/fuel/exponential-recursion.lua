-- tries: to take exponential time without any loop
-- expect: TIMEOUT timed out
local function fibonacci(n)
  if n < 2 then return n end
  return fibonacci(n - 1) + fibonacci(n - 2)
end

return function()
  return fibonacci(60)
end

-- tries: to run for ever in functions that call each other
-- expect: TIMEOUT timed out
local ping, pong
function ping(n)
  return pong(n)
end
function pong(n)
  return ping(n)
end

return function()
  return ping(1)
end

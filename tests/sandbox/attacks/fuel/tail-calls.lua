-- tries: to run for ever in tail calls, which need no stack
-- expect: TIMEOUT timed out
local forever
function forever()
  return forever()
end

return function()
  return forever()
end

-- tries: to swallow the end of the run with tail calls in pcall
-- expect: TIMEOUT timed out
local forever
function forever()
  return forever()
end

return function()
  while true do pcall(forever) end
end

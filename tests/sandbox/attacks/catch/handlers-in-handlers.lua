-- tries: to swallow the end of the run with handlers that call xpcall again
-- expect: TIMEOUT timed out
local function again()
  return xpcall(error, again, 'x')
end

return function()
  while true do xpcall(function() while true do end end, again) end
end

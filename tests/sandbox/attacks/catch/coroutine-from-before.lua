-- tries: to swallow the end of the run in a coroutine that was made when the file was loaded
-- expect: TIMEOUT timed out
local old = coroutine.create(function()
  while true do pcall(function() while true do coroutine.yield() end end) end
end)

return function()
  while true do coroutine.resume(old) end
end

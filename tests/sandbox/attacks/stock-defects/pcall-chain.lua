-- tries: to overflow the stack with a chain of pcalls
-- expect: OK|EXECUTION_ERROR
-- unguarded: crash|corrupts
return function()
  local chain = {}
  for i = 1, 240 do chain[i] = pcall end
  chain[#chain + 1] = pairs
  chain[#chain + 1] = {}
  for _ = 1, 200 do coroutine.wrap(function() return pcall(unpack(chain)) end)() end
  return 'held'
end

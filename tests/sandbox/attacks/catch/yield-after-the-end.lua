-- tries: to swallow the end of the run by yielding out of a coroutine that caught it
-- expect: TIMEOUT timed out
return function()
  local co = coroutine.wrap(function()
    while true do
      pcall(function() while true do end end)
      coroutine.yield('caught')
    end
  end)
  while true do co() end
end

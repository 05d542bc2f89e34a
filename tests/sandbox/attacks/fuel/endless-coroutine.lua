-- tries: to run for ever in a coroutine
-- expect: TIMEOUT timed out
return function()
  coroutine.wrap(function() while true do end end)()
end

-- tries: to swallow the end of the run with coroutine.wrap in pcall
-- expect: TIMEOUT timed out
return function()
  while true do pcall(coroutine.wrap(function() while true do end end)) end
end

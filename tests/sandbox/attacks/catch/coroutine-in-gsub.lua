-- tries: to swallow the end of the run with a coroutine as the callback of gsub in pcall
-- expect: TIMEOUT timed out
return function()
  while true do
    pcall(string.gsub, 'x', 'x', coroutine.wrap(function() while true do end end))
  end
end

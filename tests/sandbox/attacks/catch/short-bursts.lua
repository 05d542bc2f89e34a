-- tries: to swallow the end of the run with bursts shorter than an interval of the hook
-- expect: TIMEOUT timed out
return function()
  while true do pcall(function() for i = 1, 30 do local _ = i * 2 end end) end
end

-- tries: to run for ever by making closures
-- expect: TIMEOUT timed out
return function(ctx, message)
  while true do local _ = function() return message end end
end

-- tries: to have the host guess at misspelt names for ever
-- expect: TIMEOUT timed out
return function(ctx)
  while true do pcall(function() return ctx.lgo end) end
end

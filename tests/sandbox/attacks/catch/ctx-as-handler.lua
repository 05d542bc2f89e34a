-- tries: to swallow the end of the run with a function of the host as the handler
-- expect: TIMEOUT timed out
return function(ctx)
  while true do xpcall(function() while true do end end, ctx.log.info) end
end

-- tries: to swallow the end of the run with functions of the host in pcall
-- expect: TIMEOUT timed out
return function(ctx)
  while true do pcall(ctx.log.info, 'x') end
end

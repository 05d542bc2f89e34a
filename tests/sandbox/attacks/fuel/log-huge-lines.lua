-- tries: to have the host copy long log lines for ever
-- expect: TIMEOUT timed out
return function(ctx)
  local text = ('x'):rep(500000)
  while true do ctx.log.info(text) end
end

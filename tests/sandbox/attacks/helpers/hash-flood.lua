-- tries: to hash for ever
-- expect: TIMEOUT timed out
return function(ctx)
  local text = ('x'):rep(1000000)
  while true do ctx.hash.sha256(text) end
end

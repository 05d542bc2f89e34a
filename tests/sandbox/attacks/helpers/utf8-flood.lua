-- tries: to count characters for ever
-- expect: TIMEOUT timed out
return function(ctx)
  local text = ('é'):rep(400000)
  while true do ctx.utf8.len(text) end
end

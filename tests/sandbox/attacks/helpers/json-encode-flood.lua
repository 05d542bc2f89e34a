-- tries: to encode for ever
-- expect: TIMEOUT timed out
return function(ctx)
  local t = {}
  for i = 1, 1000 do t[i] = ('x'):rep(500) end
  while true do ctx.json.encode(t) end
end

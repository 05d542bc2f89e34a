-- tries: to have many equal keys sorted out
-- expect: TIMEOUT timed out
return function(ctx)
  local text = '{' .. ('"a":1,'):rep(60000) .. '"a":1}'
  while true do ctx.json.decode(text) end
end

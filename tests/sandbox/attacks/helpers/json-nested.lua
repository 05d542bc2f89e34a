-- tries: to overflow the stack of the parser
-- expect: OK "Invalid JSON
return function(ctx)
  return tostring(select(2, ctx.json.decode(('['):rep(500000))))
end

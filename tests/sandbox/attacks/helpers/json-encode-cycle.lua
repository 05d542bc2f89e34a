-- tries: to have a cycle encoded
-- expect: EXECUTION_ERROR value.t.t
return function(ctx)
  local t = {}
  t.t = t
  return ctx.json.encode(t)
end

-- tries: to pass ten thousand parameters
-- expect: EXECUTION_ERROR parameters
-- grants: db
return function(ctx)
  local values = {}
  for i = 1, 7000 do values[i] = i end
  return ctx.db.query('SELECT 1', unpack(values))
end

-- tries: to have the engine make room for a parameter with a large number
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.query('SELECT ?2000000000')
end

-- tries: to have SQL read that is not UTF-8
-- expect: EXECUTION_ERROR|OK
-- grants: db
return function(ctx)
  return { (pcall(ctx.db.query, 'SELECT \255\254')), (pcall(ctx.db.query, "SELECT '\255' AS a")) }
end

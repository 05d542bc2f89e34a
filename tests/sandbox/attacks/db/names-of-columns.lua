-- tries: to have columns of endless and empty names
-- expect: OK|EXECUTION_ERROR
-- grants: db
return function(ctx)
  return { pcall(ctx.db.query, 'SELECT 1 AS ""'), pcall(ctx.db.query, 'SELECT 1 AS "' .. ('x'):rep(60000) .. '"'), pcall(ctx.db.query, 'SELECT 1 AS a, 2 AS a') }
end

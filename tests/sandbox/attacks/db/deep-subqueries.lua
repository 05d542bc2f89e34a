-- tries: to have subqueries nested a thousand deep
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value(('SELECT * FROM ('):rep(1000) .. 'SELECT 1' .. (')'):rep(1000))
end

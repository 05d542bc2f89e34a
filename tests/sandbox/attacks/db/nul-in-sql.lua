-- tries: to hide a statement behind a zero byte
-- expect: EXECUTION_ERROR|OK
-- grants: db
return function(ctx)
  return { pcall(ctx.db.query, 'SELECT 1 AS a\0; DROP TABLE x') }
end

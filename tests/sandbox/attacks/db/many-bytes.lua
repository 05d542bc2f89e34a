-- tries: to have more bytes at once than a result may hold
-- expect: EXECUTION_ERROR|MEMORY_EXCEEDED
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  return ctx.db.query('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100) SELECT randomblob(200000) AS r FROM n')
end

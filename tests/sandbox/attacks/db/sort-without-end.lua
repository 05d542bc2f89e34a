-- tries: to sort rows without end
-- expect: TIMEOUT
-- grants: db
return function(ctx)
  return ctx.db.query('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT randomblob(1000) AS r FROM n ORDER BY r')
end

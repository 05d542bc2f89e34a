-- tries: to have a million rows at once
-- expect: EXECUTION_ERROR rows
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  return ctx.db.query('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT i FROM n')
end

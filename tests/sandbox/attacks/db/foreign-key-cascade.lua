-- tries: to delete along a chain of keys
-- expect: TIMEOUT|EXECUTION_ERROR|OK
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE CASCADE)')
  ctx.db.execute('CREATE INDEX t_up ON t (up)')
  ctx.db.execute('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 5000) INSERT INTO t SELECT i, nullif(i - 1, 0) FROM n')
  ctx.db.execute('DELETE FROM t WHERE id = 1')
  return true
end

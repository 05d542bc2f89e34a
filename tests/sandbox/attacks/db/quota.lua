-- tries: to fill the disk with its own file
-- expect: OK quota_exceeded
-- grants: db
-- limits: fuel=1000000000000 wall_ms=20000
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  for i = 1, 1000 do
    local done, err = ctx.db.execute('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100) INSERT INTO t SELECT zeroblob(1000000) FROM n')
    if not done then return err.code end
  end
end

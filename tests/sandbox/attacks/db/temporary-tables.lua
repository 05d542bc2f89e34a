-- tries: to fill the disk beside its own file
-- expect: EXECUTION_ERROR|OK|TIMEOUT
-- grants: db
-- limits: fuel=1000000000000 wall_ms=4000
return function(ctx)
  ctx.db.execute('CREATE TEMP TABLE t (v)')
  local done, err = true, nil
  for i = 1, 1000 do
    done, err = ctx.db.execute('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 500) INSERT INTO t SELECT zeroblob(1000000) FROM n')
    if not done then return err.code end
  end
  return {}
end

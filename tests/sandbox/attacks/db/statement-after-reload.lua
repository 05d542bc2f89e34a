-- tries: to leave a statement half read for the next run
-- expect: OK
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  ctx.db.execute('INSERT INTO t VALUES (1), (2), (3)')
  for row in ctx.db.each('SELECT v FROM t') do return row end
end

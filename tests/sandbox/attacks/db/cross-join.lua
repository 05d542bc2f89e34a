-- tries: to join a table with itself eight times
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  for i = 1, 100 do ctx.db.execute('INSERT INTO t VALUES (?)', i) end
  return ctx.db.value('SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h')
end

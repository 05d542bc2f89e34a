-- tries: to call the database from its own iterators and transactions
-- expect: OK
-- grants: db
-- limits: fuel=1000000000000 wall_ms=2000
return function(ctx)
  local db = ctx.db
  db.execute('CREATE TABLE t (v)')
  for i = 1, 10 do db.execute('INSERT INTO t VALUES (?)', i) end
  local seen = 0
  for a in db.each('SELECT v FROM t') do
    for b in db.each('SELECT v FROM t') do
      seen = seen + 1
      db.transaction(function() db.execute('INSERT INTO t VALUES (0)') db.execute('DELETE FROM t WHERE v = 0') end)
    end
  end
  return seen
end

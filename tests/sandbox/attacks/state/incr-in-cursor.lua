-- tries: to count while a loop reads and a transaction is open
-- expect: OK 30
-- grants: db state
return function(ctx)
  local db = ctx.db
  db.execute('CREATE TABLE t (v)')
  for i = 1, 10 do db.execute('INSERT INTO t VALUES (?)', i) end
  for i = 1, 3 do
    db.transaction(function() for row in db.each('SELECT v FROM t') do ctx.state.incr('n') end end)
  end
  return ctx.state.get('n')
end

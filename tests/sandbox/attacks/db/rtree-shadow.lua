-- tries: to break the tables behind an rtree of its own
-- expect: OK
-- grants: db
return function(ctx)
  local db = ctx.db
  db.execute('CREATE VIRTUAL TABLE r USING rtree(id, a, b)')
  db.execute('INSERT INTO r VALUES (1, 0, 1)')
  pcall(db.execute, "UPDATE r_node SET data = x'7fffffff7fffffff'")
  pcall(db.execute, "UPDATE r_parent SET parentnode = 1")
  pcall(db.query, 'SELECT * FROM r WHERE a > 0')
  pcall(db.query, "SELECT rtreecheck('r')")
  pcall(db.query, "SELECT rtreenode(2, zeroblob(1000000))")
  pcall(db.query, "SELECT rtreecheck('hub', 'x')")
  return true
end

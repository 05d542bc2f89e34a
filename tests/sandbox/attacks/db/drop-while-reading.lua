-- tries: to drop the table that a loop reads
-- expect: OK|EXECUTION_ERROR
-- grants: db
return function(ctx)
  local db = ctx.db
  db.execute('CREATE TABLE t (v)')
  for i = 1, 200 do db.execute('INSERT INTO t VALUES (?)', i) end
  local ok, seen = pcall(function()
    local n = 0
    for row in db.each('SELECT v FROM t') do
      n = n + 1
      pcall(db.execute, 'DROP TABLE t')
      pcall(db.execute, 'CREATE TABLE t (v, w)')
    end
    return n
  end)
  return { ok, tostring(seen) ~= '' }
end

-- tries: to read on after the transaction around a cursor was undone
-- expect: OK
-- grants: db
return function(ctx)
  local db, kept = ctx.db, nil
  db.execute('CREATE TABLE t (v)')
  pcall(db.transaction, function()
    for i = 1, 200 do db.execute('INSERT INTO t VALUES (?)', i) end
    local step, cursor = db.each('SELECT v FROM t')
    step(cursor)
    kept = function() return step(cursor) end
    error('undo')
  end)
  local ok = true
  for i = 1, 300 do ok = pcall(kept) and ok end
  return { db.value('SELECT count(*) FROM t') }
end

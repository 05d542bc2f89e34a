-- tries: to run out of fuel within a transaction and a pcall
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  pcall(ctx.db.transaction, function()
    ctx.db.execute('INSERT INTO t VALUES (1)')
    while true do pcall(function() while true do end end) end
  end)
  return 'survived' 
end

-- tries: to have a transaction committed although the run is over
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  while true do
    pcall(ctx.db.transaction, function()
      ctx.db.execute('INSERT INTO t VALUES (1)')
      pcall(function() while true do end end)
    end)
  end
end

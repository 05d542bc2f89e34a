-- tries: to leave a transaction open by yielding out of it
-- expect: OK|EXECUTION_ERROR
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v)')
  local co = coroutine.create(function()
    ctx.db.transaction(function()
      ctx.db.execute('INSERT INTO t VALUES (1)')
      coroutine.yield()
    end)
  end)
  local ok = coroutine.resume(co)
  return { ok, ctx.db.value('SELECT count(*) FROM t') }
end

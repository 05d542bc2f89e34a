-- tries: to trim a long text by a long list of characters
-- expect: EXECUTION_ERROR|TIMEOUT
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150 memory_mb=16
return function(ctx)
  return ctx.db.value('SELECT length(trim(?, ?))', ('a'):rep(500000), ('b'):rep(500000) .. 'a')
end

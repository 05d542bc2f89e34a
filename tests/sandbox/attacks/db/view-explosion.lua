-- tries: to have views of views expanded without end
-- expect: EXECUTION_ERROR|TIMEOUT|OK
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE VIEW v0 AS SELECT 1 AS a')
  for i = 1, 24 do
    ctx.db.execute('CREATE VIEW v' .. i .. ' AS SELECT x.a FROM v' .. i - 1 .. ' x, v' .. i - 1 .. ' y')
  end
  return ctx.db.value('SELECT a FROM v24')
end

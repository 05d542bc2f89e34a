-- tries: to have a join planned that has every order
-- expect: EXECUTION_ERROR|TIMEOUT|OK
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (a, b)')
  local tables, conditions = {}, {}
  for i = 1, 60 do
    tables[i] = 't t' .. i
    conditions[i] = 't' .. i .. '.a = t' .. i % 60 + 1 .. '.b'
  end
  return ctx.db.value('SELECT count(*) FROM ' .. table.concat(tables, ', ') .. ' WHERE ' .. table.concat(conditions, ' AND '))
end

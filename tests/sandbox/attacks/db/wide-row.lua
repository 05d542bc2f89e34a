-- tries: to read one row of two hundred long texts
-- expect: EXECUTION_ERROR SQL
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  local columns = {}
  for i = 1, 200 do columns[i] = 'randomblob(' .. 1000000 + i .. ') AS c' .. i end
  return ctx.db.query('SELECT ' .. table.concat(columns, ', '))
end

-- tries: to collect two hundred long texts at once
-- expect: EXECUTION_ERROR SQL
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  local columns = {}
  for i = 1, 190 do columns[i] = 'length(group_concat(hex(zeroblob(' .. 400 + i .. ')))) AS c' .. i end
  return ctx.db.query('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT ' ..
    table.concat(columns, ', ') .. ' FROM n')
end

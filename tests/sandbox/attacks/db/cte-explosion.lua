-- tries: to have a query planned that doubles at each step
-- expect: EXECUTION_ERROR|TIMEOUT|OK
-- grants: db
return function(ctx)
  local parts = { 'c0 AS (SELECT 1 AS a)' }
  for i = 1, 24 do parts[#parts + 1] = 'c' .. i .. ' AS (SELECT x.a FROM c' .. i - 1 .. ' x, c' .. i - 1 .. ' y)' end
  return ctx.db.value('WITH ' .. table.concat(parts, ', ') .. ' SELECT count(*) FROM c24')
end

-- tries: to collect more than one JSON text may hold
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT json_group_array(hex(zeroblob(500))) FROM n')
end

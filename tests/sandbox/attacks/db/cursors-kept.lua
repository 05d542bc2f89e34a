-- tries: to keep more cursors open than there may be
-- expect: EXECUTION_ERROR cursors
-- grants: db
return function(ctx)
  local kept = {}
  for i = 1, 1000 do
    local step, cursor = ctx.db.each('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100) SELECT i FROM n')
    step(cursor)
    kept[i] = cursor
  end
end

-- tries: to read rows that its memory does not hold
-- expect: MEMORY_EXCEEDED
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  local kept = {}
  for row in ctx.db.each('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT randomblob(10000) AS r FROM n') do
    kept[#kept + 1] = row
  end
end

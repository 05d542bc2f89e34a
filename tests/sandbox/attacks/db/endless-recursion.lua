-- tries: to count for ever in one statement
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  return ctx.db.value('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n')
end

-- tries: to swallow the end of a statement
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  while true do pcall(ctx.db.query, 'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n') end
end

-- tries: to catch the end of the run in the body of a loop over rows
-- expect: TIMEOUT it used up its fuel
-- grants: db
return function(ctx)
  while true do
    pcall(function()
      for row in ctx.db.each('WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT i FROM n') do pcall(ctx.db.value, 'SELECT 1') end
    end)
  end
end

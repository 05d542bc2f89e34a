-- tries: to have a chain of operators that is a tree of a thousand levels
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT 1' .. (' || 1'):rep(1000))
end

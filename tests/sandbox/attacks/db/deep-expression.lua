-- tries: to have an expression parsed that is nested a thousand deep
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT ' .. ('('):rep(1000) .. '1' .. (')'):rep(1000))
end

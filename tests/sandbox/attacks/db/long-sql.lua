-- tries: to have a megabyte of SQL parsed
-- expect: EXECUTION_ERROR
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT 1 --' .. ('x'):rep(900000))
end

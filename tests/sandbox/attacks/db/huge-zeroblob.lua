-- tries: to have a blob of a gigabyte that takes no memory
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT zeroblob(2147483647)')
end

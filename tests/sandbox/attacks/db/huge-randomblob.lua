-- tries: to make a blob of a gigabyte
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT length(randomblob(1000000000))')
end

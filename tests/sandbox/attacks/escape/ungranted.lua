-- tries: to use a part of ctx that was not granted
-- expect: EXECUTION_ERROR not granted "db"
return function(ctx)
  return ctx.db
end

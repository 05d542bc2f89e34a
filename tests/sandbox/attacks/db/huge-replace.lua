-- tries: to have a text grow a thousand times
-- expect: EXECUTION_ERROR SQL
-- grants: db
return function(ctx)
  return ctx.db.value("SELECT length(replace(hex(zeroblob(400000)), '0', ?))", ('x'):rep(1000))
end

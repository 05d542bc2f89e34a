-- tries: to merge two large JSON objects
-- expect: EXECUTION_ERROR not authorized
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT json_patch(?, ?)', '{}', '{}')
end

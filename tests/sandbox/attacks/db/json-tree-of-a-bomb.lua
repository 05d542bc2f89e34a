-- tries: to walk a deeply nested JSON text
-- expect: OK|EXECUTION_ERROR|TIMEOUT
-- grants: db
return function(ctx)
  return ctx.db.value('SELECT count(*) FROM json_tree(?)', ('['):rep(100000) .. (']'):rep(100000))
end

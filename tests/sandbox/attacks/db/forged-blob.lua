-- tries: to forge a blob that is no string
-- expect: OK|EXECUTION_ERROR
-- grants: db
return function(ctx)
  local blob = ctx.db.blob('x')
  blob[1] = {}
  return ctx.db.value('SELECT ?', blob)
end

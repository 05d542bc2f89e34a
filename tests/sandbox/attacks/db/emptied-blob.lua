-- tries: to free the bytes of a blob while it is bound
-- expect: EXECUTION_ERROR|OK
-- grants: db
return function(ctx)
  local blob = ctx.db.blob(('x'):rep(1000))
  blob[1] = nil
  return tostring(ctx.db.value('SELECT ?', blob))
end

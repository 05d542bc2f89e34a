-- tries: to have the host call itself as the function of a transaction
-- expect: EXECUTION_ERROR|OK
-- grants: db
return function(ctx)
  local ok = pcall(ctx.db.transaction, ctx.db.transaction)
  return { ok, (pcall(ctx.db.transaction, ctx.db.query, 'SELECT 1')), (pcall(ctx.db.transaction, pcall, error)) }
end

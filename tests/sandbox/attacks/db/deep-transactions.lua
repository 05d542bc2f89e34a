-- tries: to nest a thousand transactions
-- expect: EXECUTION_ERROR transactions are open
-- grants: db
return function(ctx)
  local function deeper(n) return ctx.db.transaction(deeper, n + 1) end
  return deeper(1)
end

-- tries: to store values in a transaction that is undone
-- expect: OK
-- grants: db state
return function(ctx)
  pcall(ctx.db.transaction, function() ctx.state.set('k', 1) error('undo') end)
  return { ctx.state.get('k') == nil }
end

-- tries: to undo the taking of a lock and keep it
-- expect: OK
-- grants: db state
return function(ctx)
  local ok = pcall(ctx.db.transaction, function()
    ctx.state.with_lock('k', 100, function() error('undo') end)
  end)
  return { ok, (pcall(ctx.state.with_lock, 'k', 1, function() end)) }
end

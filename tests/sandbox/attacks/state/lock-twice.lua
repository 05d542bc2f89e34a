-- tries: to take the same lock within itself for ever
-- expect: OK false
-- grants: state
return function(ctx)
  return tostring(ctx.state.with_lock('k', 10, function() return (pcall(ctx.state.with_lock, 'k', 10, function() end)) end))
end

-- tries: to reach the functions behind with_lock
-- expect: OK []
-- grants: state
return function(ctx)
  local held = ctx.array({})
  for _, name in ipairs({ 'lock', 'unlock', '_lock' }) do
    if pcall(function() return ctx.state[name] end) then held[#held + 1] = name end
  end
  return held
end

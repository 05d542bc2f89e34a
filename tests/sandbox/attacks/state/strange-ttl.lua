-- tries: to have values live for strange times
-- expect: OK []
-- grants: state
return function(ctx)
  local held = ctx.array({})
  for _, ttl in ipairs({ 0 / 0, 1 / 0, -1 / 0, -1, 0, 1e300, 2 ^ 63 }) do
    if pcall(ctx.state.set, 'k', 1, ttl) then held[#held + 1] = 'set ' .. ttl end
    if pcall(ctx.state.set_if_absent, 'k', 1, ttl) then held[#held + 1] = 'absent ' .. ttl end
    if pcall(ctx.state.with_lock, 'k', ttl, function() end) then held[#held + 1] = 'lock ' .. ttl end
  end
  return held
end

-- tries: to count beyond what numbers hold
-- expect: OK []
-- grants: state
return function(ctx)
  local held = ctx.array({})
  ctx.state.set('k', 9007199254740992)
  for _, by in ipairs({ 1, 2 ^ 53, 2 ^ 63, -2 ^ 63, 0 / 0, 1 / 0, 0.5 }) do
    if pcall(ctx.state.incr, 'k', by) then held[#held + 1] = tostring(by) end
  end
  return held
end

-- tries: to have keys that are nothing
-- expect: OK []
-- grants: state
return function(ctx)
  local held = ctx.array({})
  for _, key in ipairs({ '', ' ', '\t\n', '\194\160', '\255', 'a\255', '\237\160\128' }) do
    for _, way in ipairs({ 'get', 'set', 'delete', 'set_if_absent', 'incr' }) do
      if pcall(ctx.state[way], key, 1) then held[#held + 1] = way .. ' ' .. #key end
    end
    if pcall(ctx.state.with_lock, key, 1, function() end) then held[#held + 1] = 'with_lock ' .. #key end
  end
  return held
end

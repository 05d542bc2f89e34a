-- tries: to spell the stored key of another plugin
-- expect: OK []
-- grants: state
return function(ctx)
  local held = ctx.array({})
  for _, key in ipairs({ 'diary', 'junior:neighbour', 'junior:neighbour:diary', 'neighbour:diary', '../neighbour', 'junior:plugin_state:neighbour:diary', 'junior:verbatim-key/../neighbour:diary', 'neighbour\0diary' }) do
    local ok, value = pcall(ctx.state.get, key)
    if ok and value ~= nil then held[#held + 1] = key end
  end
  for _, prefix in ipairs({ '', 'diary', 'junior:', 'neighbour' }) do
    for _, key in ipairs(ctx.state.list(prefix)) do held[#held + 1] = key end
  end
  return held
end

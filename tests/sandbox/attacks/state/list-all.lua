-- tries: to have all keys that there are
-- expect: OK|TIMEOUT
-- grants: state
-- limits: fuel=1000000000000 wall_ms=5000
return function(ctx)
  for i = 1, 1200 do ctx.state.set('k' .. i, 1) end
  return #ctx.state.list()
end

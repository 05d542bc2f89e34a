-- tries: to fill the disk with keys
-- expect: TIMEOUT|OK
-- grants: state
return function(ctx)
  for i = 1, 1e9 do ctx.state.set('k' .. i, ('x'):rep(1000)) end
end

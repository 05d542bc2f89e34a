-- tries: to store a megabyte under one key
-- expect: EXECUTION_ERROR at most
-- grants: state
return function(ctx)
  return ctx.state.set('k', ('x'):rep(500000))
end

-- tries: to have a key of a megabyte
-- expect: EXECUTION_ERROR at most
-- grants: state
return function(ctx)
  return ctx.state.set(('k'):rep(1000000), 1)
end

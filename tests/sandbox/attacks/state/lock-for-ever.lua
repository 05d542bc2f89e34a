-- tries: to keep a lock beyond its run
-- expect: TIMEOUT it used up its fuel
-- grants: state
return function(ctx)
  return ctx.state.with_lock('calm', 3e10, function() while true do end end)
end

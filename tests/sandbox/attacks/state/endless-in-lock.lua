-- tries: to catch the end of the run in the function of a lock
-- expect: TIMEOUT it used up its fuel
-- grants: state
return function(ctx)
  while true do
    pcall(ctx.state.with_lock, 'calm', 100, function() pcall(function() while true do end end) end)
  end
end

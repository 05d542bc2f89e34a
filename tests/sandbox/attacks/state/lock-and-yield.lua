-- tries: to leave a lock taken in a coroutine that nobody resumes
-- expect: OK
-- grants: state
return function(ctx)
  local co = coroutine.create(function() ctx.state.with_lock('calm', 3e10, coroutine.yield) end)
  coroutine.resume(co)
  return { (pcall(ctx.state.with_lock, 'calm', 1, function() end)) }
end

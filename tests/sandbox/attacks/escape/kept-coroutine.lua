-- tries: to go on with an old run in a coroutine
-- expect: OK "kept-coroutine"
return function(ctx)
  kept = kept or coroutine.wrap(function() while true do coroutine.yield(ctx.plugin) end end)
  return kept()
end

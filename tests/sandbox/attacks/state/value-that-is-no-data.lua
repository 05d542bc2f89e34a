-- tries: to store what cannot be stored
-- expect: OK []
-- grants: state
return function(ctx)
  local held, loop = ctx.array({}), {}
  loop.loop = loop
  for name, value in pairs({ f = print or type, t = coroutine.create(function() end), loop = loop, nan = 0 / 0, inf = 1 / 0, bad = '\255' }) do
    if pcall(ctx.state.set, 'k', value) then held[#held + 1] = name end
  end
  return held
end

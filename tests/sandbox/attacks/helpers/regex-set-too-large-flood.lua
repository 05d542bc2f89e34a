-- tries: to have sets compiled that are too large, each anew
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  for i = 1, 1e9 do
    local list = {}
    for k = 1, 100 do list[k] = '[xyz]{0,100}' .. i .. k end
    pcall(ctx.re.which, list, 'x')
  end
end

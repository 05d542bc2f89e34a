-- tries: to have sets compiled for ever
-- expect: TIMEOUT timed out
return function(ctx)
  for i = 1, 1e9 do pcall(ctx.re.which, { 'a' .. i, '[a-z]{1,50}' }, 'x') end
end

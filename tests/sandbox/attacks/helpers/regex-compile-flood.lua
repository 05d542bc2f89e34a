-- tries: to have different expressions compiled for ever
-- expect: TIMEOUT timed out
return function(ctx)
  for i = 1, 1e9 do ctx.re.test('[a-z]{1,200}' .. i, 'x') end
end

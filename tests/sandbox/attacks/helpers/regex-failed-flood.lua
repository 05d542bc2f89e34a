-- tries: to have failing expressions compiled for ever
-- expect: TIMEOUT timed out
return function(ctx)
  for i = 1, 1e9 do pcall(ctx.re.test, '(a{900}){900}' .. i, 'x') end
end

-- tries: to format and parse times that are none
-- expect: OK
return function(ctx)
  return { pcall(ctx.time.format, 0 / 0), pcall(ctx.time.format, 1e308), (ctx.time.parse(('2'):rep(100000))) == nil }
end

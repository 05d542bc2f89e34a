-- tries: to start a search outside of the text
-- expect: OK ["nil","nil","nil"]
return function(ctx)
  return { tostring(ctx.re.find('a', 'a', 2 ^ 53)), tostring(ctx.re.find('a', 'a', -1)), tostring(ctx.re.find('a', 'a', 0 / 0)) }
end

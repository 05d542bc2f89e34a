-- tries: to cut outside of the text
-- expect: OK ["","é","é"]
return function(ctx)
  return { ctx.utf8.sub('é', 2 ^ 53), ctx.utf8.sub('é', -2 ^ 53, 2 ^ 53), ctx.utf8.sub('é', 0 / 0) }
end

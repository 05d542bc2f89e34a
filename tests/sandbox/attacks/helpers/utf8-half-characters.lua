-- tries: to have characters read behind the end of a text
-- expect: OK [false
return function(ctx)
  return { pcall(ctx.utf8.codepoints, '\240\159'), pcall(ctx.utf8.sub, '\195', 1) }
end

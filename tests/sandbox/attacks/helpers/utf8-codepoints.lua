-- tries: to take more memory than it may have in code points
-- expect: MEMORY_EXCEEDED
return function(ctx)
  return #ctx.utf8.codepoints(('a'):rep(1000000))
end

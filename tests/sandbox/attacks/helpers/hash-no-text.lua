-- tries: to hash what is no text
-- expect: EXECUTION_ERROR string expected
return function(ctx)
  return ctx.hash.sha256({})
end

-- tries: to take more memory than it may have in matches
-- expect: MEMORY_EXCEEDED|EXECUTION_ERROR
return function(ctx)
  return #ctx.re.find_all('', ('a'):rep(200000))
end

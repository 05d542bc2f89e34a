-- tries: to take more memory than it may have with a gsub that makes much of little
-- expect: EXECUTION_ERROR resulting string too large
-- limits: fuel=200000000 wall_ms=3000
return function()
  return (('a'):rep(1000):gsub('a', ('x'):rep(10000)))
end

-- tries: to take more memory than it may have with one string.rep
-- expect: EXECUTION_ERROR resulting string too large
-- limits: fuel=200000000 wall_ms=3000
return function()
  return ('x'):rep(1e9)
end

-- tries: to take more memory than it may have with one string.rep whose size overflows 32 bits
-- expect: EXECUTION_ERROR resulting string too large
-- limits: fuel=200000000 wall_ms=3000
return function()
  return ('x'):rep(70000):rep(70000)
end

-- tries: to take more memory than it may have in the text of an error
-- expect: EXECUTION_ERROR xxx
-- limits: fuel=200000000 wall_ms=3000
return function()
  error(('x'):rep(900000), 0)
end

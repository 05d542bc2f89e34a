-- tries: to take more memory than it may have with one string.format
-- expect: EXECUTION_ERROR resulting string too large
-- limits: fuel=200000000 wall_ms=3000
return function()
  local text = ('x'):rep(900000)
  return string.format('%s%s', text, text)
end

-- tries: to take more memory than it may have with %q, which makes four bytes of one
-- expect: EXECUTION_ERROR resulting string too large
-- limits: fuel=200000000 wall_ms=3000
return function()
  return string.format('%q', ('\0'):rep(900000))
end

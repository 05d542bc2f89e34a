-- tries: to match a pattern of many stars against a long text
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local pattern = ('*a'):rep(60) .. '*b'
  local text = ('a'):rep(500000)
  while true do pcall(ctx.db.value, 'SELECT ? GLOB ?', text, pattern) end
end

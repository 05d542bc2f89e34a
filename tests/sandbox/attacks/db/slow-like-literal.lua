-- tries: to look for a long literal with LIKE
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local text, pattern = ('a'):rep(500000), '%' .. ('a'):rep(190) .. 'b'
  while true do ctx.db.value('SELECT ? LIKE ?', text, pattern) end
end

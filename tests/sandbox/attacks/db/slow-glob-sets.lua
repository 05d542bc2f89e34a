-- tries: to look for long sets with GLOB
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local text, pattern = ('a'):rep(500000), '*' .. ('[^b]'):rep(48) .. 'b'
  while true do ctx.db.value('SELECT ? GLOB ?', text, pattern) end
end

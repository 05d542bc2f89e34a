-- tries: to replace each byte of a long text, again and again
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local text = ('ab'):rep(200000)
  while true do ctx.db.value("SELECT length(replace(replace(?, 'a', 'xy'), 'b', 'yx'))", text) end
end

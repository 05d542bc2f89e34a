-- tries: to have a long pattern replaced that nearly occurs everywhere
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150 memory_mb=16
return function(ctx)
  local text, part = ('a'):rep(900000), ('a'):rep(400000) .. 'b'
  while true do ctx.db.value("SELECT length(replace(?, ?, 'x'))", text, part) end
end

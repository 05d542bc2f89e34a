-- tries: to make random bytes for ever
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  while true do ctx.db.value('SELECT length(randomblob(1000000))') end
end

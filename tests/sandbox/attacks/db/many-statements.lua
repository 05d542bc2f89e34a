-- tries: to have the host keep every statement
-- expect: OK|TIMEOUT
-- grants: db
-- limits: fuel=1000000000000 wall_ms=5000
return function(ctx)
  for i = 1, 2000 do ctx.db.value('SELECT ' .. i .. ' -- ' .. ('x'):rep(1000)) end
  return true
end

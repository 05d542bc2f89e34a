-- tries: to reach ctx.db with the grant of ctx.state only
-- expect: OK false
-- grants: state
return function(ctx)
  return tostring((pcall(function() return ctx.db.value('SELECT 1') end)))
end

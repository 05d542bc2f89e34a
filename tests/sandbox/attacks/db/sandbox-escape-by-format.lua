-- tries: to have the format of the engine read what it was not given
-- expect: OK
-- grants: db
return function(ctx)
  return { tostring(ctx.db.value("SELECT printf('%s %s %s %d %f %p %n')")), tostring(ctx.db.value("SELECT format('%!.30f %z %w', 1, 2, 3)")) }
end

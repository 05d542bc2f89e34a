-- tries: to have a number printed a gigabyte wide
-- expect: OK
-- grants: db
return function(ctx)
  return { tostring(ctx.db.value("SELECT printf('%*d', 1000000000, 1)")), tostring(ctx.db.value("SELECT printf('%.*f', 1000000000, 1.0)")) }
end

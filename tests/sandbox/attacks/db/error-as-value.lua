-- tries: to change what an error of the database says
-- expect: OK
-- grants: db
return function(ctx)
  ctx.db.execute('CREATE TABLE t (v UNIQUE)')
  ctx.db.execute('INSERT INTO t VALUES (1)')
  local done, err = ctx.db.execute('INSERT INTO t VALUES (1)')
  return { done == nil, err.code, (pcall(setmetatable, err, {})) }
end

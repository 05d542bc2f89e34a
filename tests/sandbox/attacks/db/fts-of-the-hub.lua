-- tries: to have an index of its own read the tables of the hub
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local db, held = ctx.db, ctx.array({})
  pcall(db.execute, "CREATE VIRTUAL TABLE f USING fts5(value, content='hub.meta')")
  pcall(db.execute, "CREATE VIRTUAL TABLE f2 USING fts5(value, content='meta')")
  pcall(db.execute, "CREATE VIRTUAL TABLE f3 USING fts5(value, content=hub, content_rowid=meta)")
  pcall(db.execute, "CREATE VIRTUAL TABLE temp.meta USING fts5(value, content='meta')")
  for _, name in ipairs({ 'f', 'f2', 'f3', 'temp.meta' }) do
    pcall(db.execute, 'INSERT INTO ' .. name .. '(' .. (name:match('%a+%d?$')) .. ") VALUES ('rebuild')")
    local ok, rows = pcall(db.query, 'SELECT * FROM ' .. name)
    for _, row in ipairs(ok and rows or {}) do held[#held + 1] = row end
  end
  return held
end

-- tries: to have an index of its own read and write the tables of the host
-- expect: OK []
-- grants: db state
return function(ctx)
  local db, held = ctx.db, ctx.array({})
  ctx.state.set('key', 'mine')
  pcall(db.execute, "CREATE VIRTUAL TABLE f USING fts5(value, content='_perigee_state')")
  pcall(db.execute, "INSERT INTO f(f) VALUES ('rebuild')")
  for _, sql in ipairs({ 'SELECT * FROM f', "SELECT * FROM f WHERE f MATCH 'mine'", "SELECT highlight(f, 0, '', '') AS h FROM f WHERE f MATCH 'mine'" }) do
    local ok, rows = pcall(db.query, sql)
    for _, row in ipairs(ok and rows or {}) do held[#held + 1] = row end
  end
  return held
end

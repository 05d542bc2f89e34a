-- tries: to open the database of another plugin by its path
-- expect: OK []
-- grants: db state
return function(ctx)
  local held = ctx.array({})
  for _, path in ipairs({ 'plugins/neighbour.sqlite3', './neighbour.sqlite3', '../plugins/neighbour.sqlite3', 'neighbour.sqlite3', 'file:neighbour.sqlite3?mode=ro', 'file:plugins/neighbour.sqlite3' }) do
    for _, sql in ipairs({ "ATTACH '%s' AS n", "ATTACH DATABASE '%s' AS hub", "SELECT * FROM '%s'.diary", "SELECT readfile('%s') AS r", "CREATE VIRTUAL TABLE n USING csv(filename='%s')", "VACUUM INTO '%s'", "SELECT load_extension('%s')", "PRAGMA temp_store_directory = '%s'", "DETACH '%s'" }) do
      for _, way in ipairs({ 'query', 'execute' }) do
        local ok, got = pcall(ctx.db[way], (sql:gsub('%%s', path)))
        if ok then held[#held + 1] = tostring(got) end
      end
    end
  end
  for _, name in ipairs({ 'neighbour.diary', 'n.diary', 'diary', 'neighbour._perigee_state', 'main._perigee_state', 'temp._perigee_state', 'hub._perigee_state' }) do
    local ok, rows = pcall(ctx.db.query, 'SELECT * FROM ' .. name)
    if ok then held[#held + 1] = name end
  end
  return held
end

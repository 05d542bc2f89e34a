-- tries: to break the tables behind an index of its own
-- expect: OK|EXECUTION_ERROR|TIMEOUT
-- grants: db
return function(ctx)
  local db = ctx.db
  db.execute('CREATE VIRTUAL TABLE f USING fts5(v)')
  db.execute("INSERT INTO f VALUES ('a b c')")
  for _, sql in ipairs({ "UPDATE f_data SET block = x'ff'", 'DELETE FROM f_data', 'DELETE FROM f_config', 'DROP TABLE f_idx', "UPDATE f_content SET c0 = zeroblob(100)" }) do pcall(db.execute, sql) end
  pcall(db.query, "SELECT * FROM f WHERE f MATCH 'a'")
  pcall(db.execute, "INSERT INTO f(f) VALUES ('integrity-check')")
  pcall(db.execute, "INSERT INTO f(f) VALUES ('rebuild')")
  return true
end

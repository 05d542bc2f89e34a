-- tries: to look at the hub through views, triggers and temporary objects
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local db, held = ctx.db, ctx.array({})
  for _, sql in ipairs({
    'CREATE VIEW v AS SELECT * FROM hub.meta',
    'CREATE TEMP VIEW tv AS SELECT * FROM hub.meta',
    'CREATE TEMP VIEW tv2 AS SELECT * FROM meta',
    'CREATE TABLE own (a DEFAULT (1), b GENERATED ALWAYS AS ((SELECT value FROM hub.meta)))',
    'CREATE TABLE own2 (a CHECK ((SELECT count(*) FROM hub.meta) > 0))',
    'CREATE TABLE t (v)',
    'CREATE TEMP TRIGGER tr AFTER INSERT ON main.t BEGIN INSERT INTO t SELECT value FROM hub.meta; END',
    'CREATE TRIGGER tr2 AFTER INSERT ON t BEGIN INSERT INTO t SELECT value FROM meta; END',
    'CREATE INDEX i ON t ((SELECT value FROM hub.meta))',
    "INSERT INTO t VALUES ('mine')",
  }) do pcall(db.execute, sql) end
  for _, name in ipairs({ 'v', 'tv', 'tv2', 'own', 'own2', 't' }) do
    local ok, rows = pcall(db.query, 'SELECT * FROM ' .. name)
    for _, row in ipairs(ok and rows or {}) do
      for _, value in pairs(row) do
        if value ~= 'mine' then held[#held + 1] = value end
      end
    end
  end
  return held
end

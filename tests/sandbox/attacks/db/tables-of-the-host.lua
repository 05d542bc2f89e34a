-- tries: to reach what the host keeps in the same file
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[SELECT * FROM _perigee_state]=],
    [=[SELECT * FROM _PERIGEE_STATE]=],
    [=[DELETE FROM main._perigee_locks]=],
    [=[DROP TABLE _perigee_state]=],
    [=[CREATE TABLE _perigee_x (v)]=],
    [=[ALTER TABLE _perigee_state RENAME TO x]=],
    [=[CREATE INDEX x ON _perigee_state (value)]=],
    [=[CREATE VIEW _perigee_v AS SELECT 1]=],
    [=[CREATE TRIGGER x AFTER INSERT ON _perigee_state BEGIN SELECT 1; END]=],
    [=[SELECT count(*) FROM _perigee_state]=],
    [=[INSERT INTO _perigee_state SELECT 1]=],
    [=[UPDATE OR REPLACE _perigee_state SET value = 1]=],
    [=[CREATE TEMP TRIGGER x AFTER INSERT ON _perigee_state BEGIN SELECT 1; END]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

-- tries: to change the hub
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[INSERT INTO hub.messages VALUES ('x', 'y')]=],
    [=[UPDATE hub.messages SET content_raw = 'x']=],
    [=[DELETE FROM hub.messages]=],
    [=[DROP TABLE hub.messages]=],
    [=[CREATE TABLE hub.x (v)]=],
    [=[CREATE INDEX hub.x ON messages (id)]=],
    [=[ALTER TABLE hub.messages RENAME TO x]=],
    [=[CREATE TRIGGER hub.x AFTER INSERT ON messages BEGIN SELECT 1; END]=],
    [=[CREATE TEMP TRIGGER x AFTER INSERT ON hub.messages BEGIN SELECT 1; END]=],
    [=[REINDEX hub.messages]=],
    [=[ANALYZE hub]=],
    [=[PRAGMA hub.user_version = 3]=],
    [=[CREATE VIEW hub.v AS SELECT 1]=],
    [=[DELETE FROM hub.messages RETURNING id]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

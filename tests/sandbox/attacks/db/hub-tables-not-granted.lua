-- tries: to read tables of the hub that it was not granted
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[SELECT * FROM hub.events]=],
    [=[SELECT * FROM events]=],
    [=[SELECT * FROM hub.meta]=],
    [=[SELECT count(*) FROM meta]=],
    [=[SELECT 1 FROM hub.messages, hub.meta]=],
    [=[SELECT (SELECT value FROM hub.meta)]=],
    [=[SELECT * FROM [HUB].[Meta]]=],
    [=[SELECT * FROM `hub`.`meta`]=],
    [=[WITH messages AS (SELECT * FROM hub.meta) SELECT * FROM messages]=],
    [=[SELECT * FROM hub.messages UNION SELECT * FROM hub.meta]=],
    [=[SELECT EXISTS (SELECT 1 FROM hub.meta WHERE value LIKE 'kept%')]=],
    [=[SELECT * FROM hub.messages WHERE id IN (SELECT key FROM hub.meta)]=],
    [=[SELECT * FROM hub.messages WHERE id IN hub.meta]=],
    [=[SELECT rowid FROM hub.events]=],
    [=[CREATE TABLE stolen AS SELECT * FROM hub.events]=],
    [=[CREATE TEMP TABLE stolen AS SELECT * FROM hub.events]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

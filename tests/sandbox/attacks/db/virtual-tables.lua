-- tries: to have virtual tables that see more than its own
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[CREATE VIRTUAL TABLE x USING dbstat(main)]=],
    [=[CREATE VIRTUAL TABLE x USING fts5vocab('hub', 'messages', 'row')]=],
    [=[CREATE VIRTUAL TABLE temp.x USING fts5vocab(main, 'y', 'row')]=],
    [=[CREATE VIRTUAL TABLE x USING fts4(a)]=],
    [=[CREATE VIRTUAL TABLE x USING fts3(a)]=],
    [=[CREATE VIRTUAL TABLE x USING csv(filename = '/etc/passwd')]=],
    [=[CREATE VIRTUAL TABLE x USING sqlite_dbpage]=],
    [=[CREATE VIRTUAL TABLE x USING json_each]=],
    [=[CREATE VIRTUAL TABLE hub.x USING fts5(a)]=],
    [=[SELECT * FROM dbstat]=],
    [=[SELECT * FROM sqlite_dbpage]=],
    [=[SELECT * FROM sqlite_stmt]=],
    [=[SELECT * FROM bytecode('SELECT 1')]=],
    [=[SELECT fts5(1)]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

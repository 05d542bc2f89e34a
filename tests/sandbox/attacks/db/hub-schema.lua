-- tries: to read how the hub is made
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[SELECT * FROM hub.sqlite_master]=],
    [=[SELECT sql FROM hub.sqlite_schema]=],
    [=[SELECT count(*) FROM hub.sqlite_master]=],
    [=[SELECT 1 FROM hub.sqlite_temp_master]=],
    [=[PRAGMA hub.table_info(meta)]=],
    [=[PRAGMA hub.user_version]=],
    [=[SELECT * FROM pragma_table_info('meta', 'hub')]=],
    [=[SELECT * FROM pragma_table_info WHERE arg = 'meta' AND schema = 'hub']=],
    [=[PRAGMA table_list]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

-- tries: to attach another file by any spelling
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[ATTACH 'data.sqlite3' AS x]=],
    [=[attach database ':memory:' as x]=],
    [=[AtTaCh/**/DATABASE/**/'' AS x]=],
    [=[ATTACH 'file:x?mode=memory' AS x KEY 'k']=],
    [=[EXPLAIN ATTACH '' AS x]=],
    [=[DETACH hub]=],
    [=[DETACH DATABASE main]=],
    [=[ATTACH CAST(x'2f746d70' AS TEXT) AS x]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

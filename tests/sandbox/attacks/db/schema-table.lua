-- tries: to write into the table of tables
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[UPDATE sqlite_master SET sql = 'x']=],
    [=[DELETE FROM sqlite_schema]=],
    [=[INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING y')]=],
    [=[UPDATE main.sqlite_master SET rootpage = 1]=],
    [=[UPDATE temp.sqlite_master SET sql = '']=],
    [=[DELETE FROM sqlite_temp_master]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

-- tries: to write its database into another file
-- expect: OK []
-- grants: db
-- hub: messages
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[VACUUM]=],
    [=[VACUUM INTO '/tmp/stolen.sqlite3']=],
    [=[VACUUM main INTO 'x.sqlite3']=],
    [=[VACUUM hub INTO 'x.sqlite3']=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

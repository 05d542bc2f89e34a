-- tries: to have a second statement run behind the first
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[SELECT 1; DELETE FROM x]=],
    [=[SELECT 1; ; SELECT 2]=],
    [=[SELECT 1; ATTACH '' AS y]=],
    [=[;;]=],
    [=[-- nothing]=],
    [=[]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

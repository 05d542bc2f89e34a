-- tries: to begin and end transactions behind the back of the host
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[BEGIN]=],
    [=[BEGIN EXCLUSIVE]=],
    [=[COMMIT]=],
    [=[END]=],
    [=[ROLLBACK]=],
    [=[SAVEPOINT x]=],
    [=[RELEASE x]=],
    [=[ROLLBACK TO x]=],
    [=[SAVEPOINT nested]=],
    [=[RELEASE nested]=],
    [=[ROLLBACK TO nested]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

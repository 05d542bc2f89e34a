-- tries: to load code into the engine
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[SELECT load_extension('x')]=],
    [=[SELECT LOAD_EXTENSION('x', 'y')]=],
    [=[SELECT "load_extension"('x')]=],
    [=[SELECT fts3_tokenizer('simple', x'00')]=],
    [=[SELECT readfile('/etc/passwd')]=],
    [=[SELECT writefile('/tmp/x', 'y')]=],
    [=[SELECT edit('x')]=],
    [=[SELECT sqlite_compileoption_used(load_extension('x'))]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

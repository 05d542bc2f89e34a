-- tries: to change the settings of its connection
-- expect: OK []
-- grants: db
return function(ctx)
  local held = ctx.array({})
  for _, sql in ipairs({
    [=[PRAGMA writable_schema = 1]=],
    [=[PRAGMA journal_mode = OFF]=],
    [=[PRAGMA max_page_count = 1000000000]=],
    [=[PRAGMA page_size = 65536]=],
    [=[PRAGMA temp_store = 2]=],
    [=[PRAGMA temp_store_directory = '/']=],
    [=[PRAGMA mmap_size = 1000000000]=],
    [=[PRAGMA cache_size = 1000000]=],
    [=[PRAGMA cache_spill = OFF]=],
    [=[PRAGMA foreign_keys = OFF]=],
    [=[PRAGMA trusted_schema = ON]=],
    [=[PRAGMA query_only = 0]=],
    [=[PRAGMA locking_mode = EXCLUSIVE]=],
    [=[PRAGMA synchronous = OFF]=],
    [=[PRAGMA wal_checkpoint(TRUNCATE)]=],
    [=[PRAGMA database_list]=],
    [=[PRAGMA soft_heap_limit = 1]=],
    [=[PRAGMA hard_heap_limit = 1]=],
    [=[PRAGMA busy_timeout = 1000000]=],
    [=[PRAGMA threads = 8]=],
    [=[PRAGMA optimize]=],
    [=[PRAGMA incremental_vacuum]=],
    [=[PRAGMA schema_version = 9]=],
    [=[PRAGMA function_list]=],
    [=[PRAGMA module_list]=],
    [=[PRAGMA main.writable_schema(1)]=],
    [=[PRAGMA	writable_schema=ON]=],
    [=[SELECT * FROM pragma_writable_schema]=],
    [=[SELECT * FROM pragma_database_list]=],
    [=[SELECT * FROM pragma_table_list]=],
    [=[SELECT * FROM pragma_function_list]=],
  }) do
    for _, way in ipairs({ 'query', 'row', 'value', 'execute', 'each' }) do
      local ok, rows = pcall(ctx.db[way], sql)
      if ok and way == 'each' then ok = pcall(rows) end
      if ok then held[#held + 1] = way .. ': ' .. sql end
    end
  end
  return held
end

-- tries: to have thousands of slow functions called without a jump between them
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local columns = {}
  for i = 1, 190 do columns[i] = 'max(' .. ('length(randomblob(1000000)),'):rep(10) .. '1) AS c' .. i end
  local sql = 'SELECT ' .. table.concat(columns, ', ')
  while true do ctx.db.query(sql) end
end

-- tries: to have thousands of JSON texts read without a jump between them
-- expect: TIMEOUT timed out
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local columns = {}
  for i = 1, 190 do columns[i] = 'max(' .. ('json_valid(:t || ' .. i .. '),'):rep(8) .. '1) AS c' .. i end
  local sql, text = 'SELECT ' .. table.concat(columns, ', '), '[' .. ('1,'):rep(240000) .. '1]'
  while true do ctx.db.query(sql, { t = text }) end
end

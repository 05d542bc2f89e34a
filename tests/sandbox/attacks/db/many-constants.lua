-- tries: to have the engine keep a thousand long texts in one statement
-- expect: EXECUTION_ERROR SQL
-- grants: db
-- limits: fuel=1000000000000 wall_ms=3000
return function(ctx)
  local columns = {}
  for i = 1, 100 do
    local terms = {}
    for k = 1, 10 do terms[k] = 'substr(hex(zeroblob(' .. 400000 + 100 * i + k .. ')), :x, 1)' end
    columns[i] = 'max(' .. table.concat(terms, ',') .. ') AS c' .. i
  end
  return ctx.db.query('SELECT ' .. table.concat(columns, ', '), { x = 1 })
end

-- tries: to do much work in few steps of the engine
-- expect: TIMEOUT|EXECUTION_ERROR
-- grants: db
-- limits: fuel=1000000000000 wall_ms=150
return function(ctx)
  local terms = {}
  for i = 1, 90 do terms[i] = 'instr(:t, :p)' end
  local sql = 'SELECT max(' .. table.concat(terms, ',') .. ')'
  while true do ctx.db.value(sql, { t = ('a'):rep(500000), p = ('a'):rep(250000) .. 'b' }) end
end

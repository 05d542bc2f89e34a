-- tries: to read on with cursors by number that are not open
-- expect: OK []
-- grants: db
return function(ctx)
  local step = ctx.db.each('SELECT 1')
  local held = ctx.array({})
  for _, cursor in ipairs({ -1, 0, 99, 2 ^ 31, 2 ^ 53, 0 / 0, 1 / 0 }) do
    local ok, row = pcall(step, cursor)
    if ok and row then held[#held + 1] = row end
  end
  return held
end

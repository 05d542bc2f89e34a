-- tries: to have many groups looked for by the slowest engine of RE2 past the deadline
-- expect: TIMEOUT|EXECUTION_ERROR
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  local text = ('ab'):rep(30000) .. 'c'
  while true do pcall(ctx.re.find, ('((?:a|b|ab){0,30})'):rep(10) .. 'c', text) end
end

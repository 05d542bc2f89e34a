-- tries: to keep the slowest engine of RE2 busy past the deadline
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100
return function(ctx)
  local text = ('ab'):rep(30000)
  while true do ctx.re.find('(a|b|ab)*?((a|b)*)c', text) end
end

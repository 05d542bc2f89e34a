-- tries: to search the whole text again for each match
-- expect: TIMEOUT timed out
-- limits: fuel=1000000000000 wall_ms=100 memory_mb=16 allocation_mb=4
return function(ctx)
  local text = ('a'):rep(60000)
  while true do ctx.re.find_all('a.*b|a', text) end
end

-- tries: to take more memory than it may have in the log of the host
-- expect: OK "bounded"
-- limits: fuel=200000000 wall_ms=3000
return function(ctx)
  for i = 1, 20000 do ctx.log.info(('x'):rep(2000) .. i) end
  return 'bounded'
end

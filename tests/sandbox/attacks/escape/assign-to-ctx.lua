-- tries: to leave something in ctx for the next run
-- expect: EXECUTION_ERROR ctx is the host
return function(ctx)
  ctx.mine = 1
end

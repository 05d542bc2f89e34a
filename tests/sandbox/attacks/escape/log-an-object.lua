-- tries: to have code run while the host reads a log line
-- expect: EXECUTION_ERROR string expected
return function(ctx)
  ctx.log.info(setmetatable({}, { __tostring = function() while true do end end }))
end

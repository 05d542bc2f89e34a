-- tries: to have a function of the host called with what it does not expect
-- expect: EXECUTION_ERROR bad argument
return function(ctx)
  return setmetatable({}, { __index = ctx.log.info }).x
end

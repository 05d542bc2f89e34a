-- tries: to have a function of the host called by an operator
-- expect: EXECUTION_ERROR metatable already
return function(ctx)
  return setmetatable({}, { __add = ctx.array }) + 1
end

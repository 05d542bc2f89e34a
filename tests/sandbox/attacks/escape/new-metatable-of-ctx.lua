-- tries: to replace the guard of ctx
-- expect: EXECUTION_ERROR protected metatable
return function(ctx)
  setmetatable(ctx, {})
end

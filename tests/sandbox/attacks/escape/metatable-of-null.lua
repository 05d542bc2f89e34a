-- tries: to give ctx.null a metatable, which all light userdata share
-- expect: EXECUTION_ERROR table expected
return function(ctx)
  setmetatable(ctx.null, { __index = {} })
end

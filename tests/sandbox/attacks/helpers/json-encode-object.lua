-- tries: to have code run while a value is encoded
-- expect: OK "{\"a\":1}"
return function(ctx)
  return ctx.json.encode(setmetatable({ a = 1 }, { __index = function() while true do end end, __pairs = function() while true do end end }))
end

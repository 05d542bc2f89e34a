-- tries: to run code while parameters are read
-- expect: OK 2
-- grants: db
return function(ctx)
  local named = setmetatable({ a = 2 }, { __index = function() while true do end end, __pairs = function() while true do end end })
  return ctx.db.value('SELECT :a', named)
end

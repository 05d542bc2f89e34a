-- tries: to run code while a value is read
-- expect: OK
-- grants: state
return function(ctx)
  ctx.state.set('k', setmetatable({ 1 }, { __index = function() while true do end end, __len = function() return 1e9 end }))
  return ctx.state.get('k')
end

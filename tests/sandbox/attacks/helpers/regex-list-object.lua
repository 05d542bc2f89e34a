-- tries: to have code run while a list of patterns is read
-- expect: OK
return function(ctx)
  return ctx.re.which(setmetatable({}, { __index = function() while true do end end, __len = function() return 5 end }), 'x')
end

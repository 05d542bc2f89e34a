-- tries: to find an ungranted part behind the guard
-- expect: OK true
return function(ctx)
  return rawget(ctx, 'db') == nil and next(ctx) == nil
end

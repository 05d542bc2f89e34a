-- tries: to give the host ctx
-- expect: OK|INVALID_OUTPUT
return function(ctx)
  return ctx
end

-- tries: to give the host the message behind a proxy
-- expect: OK {}
return function(ctx, message)
  return setmetatable({}, { __index = message, __newindex = message })
end

-- tries: to change the message for other plugins
-- expect: OK "changed"
return function(ctx, message)
  message.content = 'changed'
  return message.content
end

-- tries: to write control sequences into the log of the host
-- expect: OK "logged"
return function(ctx)
  ctx.log.info('\27[2J\r\nforged line\0')
  return 'logged'
end

-- tries: to overflow the stack of a function of the host
-- expect: OK "logged"
return function(ctx)
  local list = {}
  for i = 1, 7900 do list[i] = i end
  ctx.log.info(unpack(list))
  return 'logged'
end

-- tries: to give the host an object that is marked as a list
-- expect: INVALID_OUTPUT a list has the keys 1 to n only
return function(ctx)
  local t = ctx.array({})
  t.a = 1
  return t
end

-- tries: to give the host a coroutine
-- expect: INVALID_OUTPUT result[1]: a coroutine
return function()
  return { coroutine.create(type) }
end

-- tries: to give the host a key as large as the limit
-- expect: INVALID_OUTPUT larger than
return function()
  return { [('k'):rep(900000)] = ('v'):rep(900000) }
end

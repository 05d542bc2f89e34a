-- tries: to give the host a string over the limit
-- expect: INVALID_OUTPUT|OK
return function()
  return ('x'):rep(1048000) .. ('y'):rep(500)
end

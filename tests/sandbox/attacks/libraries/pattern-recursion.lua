-- tries: to nest the matcher as deep as the pattern
-- expect: OK|EXECUTION_ERROR|TIMEOUT
return function()
  return ('x'):rep(100000):find(('x?'):rep(100000))
end

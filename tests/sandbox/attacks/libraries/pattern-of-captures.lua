-- tries: to have more captures than there is room for
-- expect: EXECUTION_ERROR too many captures
return function()
  return ('x'):find(('()'):rep(1000))
end

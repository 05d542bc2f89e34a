-- tries: to go on behind a key that is not there
-- expect: EXECUTION_ERROR
return function()
  return next({}, 'stranger')
end

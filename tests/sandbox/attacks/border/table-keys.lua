-- tries: to give the host a key that is a table
-- expect: INVALID_OUTPUT a key must be a string
return function()
  return { [{}] = 1 }
end

-- tries: to give the host a key that is a boolean
-- expect: INVALID_OUTPUT a key must be a string
return function()
  return { [true] = 1 }
end

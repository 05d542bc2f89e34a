-- tries: to give the host keys that are no positions
-- expect: INVALID_OUTPUT result: a list has the keys 1 to n only
return function()
  return { [1.5] = 1 }
end

-- tries: to give the host a list that begins below one
-- expect: INVALID_OUTPUT a list has the keys 1 to n only
return function()
  return { [-1] = 1, [0] = 2 }
end

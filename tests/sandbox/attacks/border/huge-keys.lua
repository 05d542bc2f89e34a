-- tries: to give the host a list with one item at the end of the numbers
-- expect: INVALID_OUTPUT result
return function()
  return { [1e308] = 1 }
end

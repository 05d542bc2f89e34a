-- tries: to give the host a list with an item where integers overflow
-- expect: INVALID_OUTPUT must not have holes
return function()
  return { [2 ^ 31] = 1, [2 ^ 53] = 2 }
end

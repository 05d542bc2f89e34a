-- tries: to give the host a list with a hole
-- expect: INVALID_OUTPUT must not have holes
return function()
  return { 1, nil, 3 }
end

-- tries: to give the host NaN
-- expect: INVALID_OUTPUT result[1].data.n: a number must be finite
return function()
  return { { data = { n = 0 / 0 } } }
end

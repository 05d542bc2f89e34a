-- tries: to give the host infinity
-- expect: INVALID_OUTPUT result.a[1]: a number must be finite
return function()
  return { a = { -1 / 0 } }
end

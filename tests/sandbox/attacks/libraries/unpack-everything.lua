-- tries: to unpack four thousand million values
-- expect: EXECUTION_ERROR too many results to unpack
return function()
  return unpack({}, -2 ^ 31, 2 ^ 31)
end

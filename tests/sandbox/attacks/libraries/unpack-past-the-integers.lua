-- tries: to unpack at the end of the integers
-- expect: OK|EXECUTION_ERROR
return function()
  return select('#', unpack({}, 2 ^ 53, 2 ^ 53 + 10))
end

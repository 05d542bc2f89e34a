-- tries: to give the host a key that is no UTF-8
-- expect: INVALID_OUTPUT a key must be valid UTF-8
return function()
  return { ['caf\233'] = 1 }
end

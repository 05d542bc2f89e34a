-- tries: to give the host bytes that are no UTF-8
-- expect: INVALID_OUTPUT result.name: a string must be valid UTF-8
return function()
  return { name = 'caf\233' }
end

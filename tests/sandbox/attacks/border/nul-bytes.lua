-- tries: to give the host zero bytes in values and keys
-- expect: OK
return function()
  return { ['a\0b'] = 'c\0d' }
end

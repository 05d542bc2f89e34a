-- tries: to shift by what is no shift
-- expect: OK
return function()
  return { bit.lshift(1, 2 ^ 53), bit.rshift(-1, -1), bit.tobit(0 / 0), bit.tohex(1 / 0) }
end

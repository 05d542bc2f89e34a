-- tries: to have tohex write past its buffer
-- expect: OK
return function()
  return { bit.tohex(-1, 1000000), bit.tohex(-1, -1000000), bit.tohex(-1, -2 ^ 31) }
end

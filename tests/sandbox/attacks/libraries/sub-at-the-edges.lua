-- tries: to read outside of a string
-- expect: OK
return function()
  return { ('abc'):sub(-2 ^ 31, 2 ^ 31), ('abc'):sub(2 ^ 53), ('abc'):sub(0 / 0, 1 / 0), #{ ('abc'):byte(-2 ^ 53, 2 ^ 53) } }
end

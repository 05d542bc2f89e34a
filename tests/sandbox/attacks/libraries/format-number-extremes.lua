-- tries: to overflow a number buffer
-- expect: OK
return function()
  return #string.format('%.99f', -1.7976931348623157e308) + #string.format('%a', 5e-324)
end

-- tries: to learn about the machine from os.clock
-- expect: OK
return function()
  return os.clock == nil or type(os.clock())
end

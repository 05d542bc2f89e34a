-- tries: to turn the compiler on through the global
-- expect: EXECUTION_ERROR the compiler is off
return function()
  return jit.on()
end

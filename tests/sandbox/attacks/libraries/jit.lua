-- tries: to turn the compiler on
-- expect: EXECUTION_ERROR module "jit"
return function()
  return require('jit').on()
end

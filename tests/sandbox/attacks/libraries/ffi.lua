-- tries: to load the FFI
-- expect: EXECUTION_ERROR module "ffi"
return function()
  return require('ffi')
end

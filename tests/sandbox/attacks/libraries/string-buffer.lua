-- tries: to load an extension of LuaJIT
-- expect: EXECUTION_ERROR module "string.buffer"
return function()
  return require('string.buffer')
end

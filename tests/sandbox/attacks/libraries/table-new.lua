-- tries: to allocate through an extension of LuaJIT
-- expect: EXECUTION_ERROR module "table.new"
return function()
  return require('table.new')(2 ^ 30, 0)
end

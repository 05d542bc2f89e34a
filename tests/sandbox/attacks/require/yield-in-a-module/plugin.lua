-- tries: to yield while a module is loaded
-- expect: OK 1
return { enrich = function() return coroutine.wrap(function() return require("yield-in-a-module.part") end)() end }

-- tries: to run for ever in a module
-- expect: TIMEOUT timed out
return { enrich = function() return require("endless-module.part") end }

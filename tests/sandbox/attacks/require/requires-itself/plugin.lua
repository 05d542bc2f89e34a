-- tries: to load a module that requires itself
-- expect: EXECUTION_ERROR requires itself
return { enrich = function() return require("requires-itself.part") end }

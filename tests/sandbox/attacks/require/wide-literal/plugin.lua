-- tries: to load the FFI through a literal in a module
-- expect: EXECUTION_ERROR is not available
return { enrich = function() return require("wide-literal.part") end }

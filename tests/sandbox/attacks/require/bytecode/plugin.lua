-- tries: to require bytecode
-- expect: EXECUTION_ERROR
return { enrich = function() return require("bytecode.part") end }

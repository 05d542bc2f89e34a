-- tries: to overflow the C stack with modules that require modules
-- expect: EXECUTION_ERROR|OK
return { enrich = function() return require("deep-chain.m0") end }

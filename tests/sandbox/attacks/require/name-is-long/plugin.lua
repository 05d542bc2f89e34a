-- tries: to have the host search for a name of a megabyte
-- expect: EXECUTION_ERROR the module name is too long
return { enrich = function() return require(("x"):rep(1000000)) end }

-- tries: to climb out of its folder with dots
-- expect: EXECUTION_ERROR module
return { enrich = function() return require("../../etc/passwd") end }

-- tries: to load two modules that require each other
-- expect: EXECUTION_ERROR requires itself
return { enrich = function() return require("circle.a") end }

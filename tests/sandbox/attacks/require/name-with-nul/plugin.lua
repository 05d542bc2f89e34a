-- tries: to end the name of a file early
-- expect: EXECUTION_ERROR there is no module
return { enrich = function() return require("name-with-nul.part\0.x") end }

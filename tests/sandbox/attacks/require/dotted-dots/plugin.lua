-- tries: to climb out of its folder with the separators of modules
-- expect: EXECUTION_ERROR there is no module
return { enrich = function() return require("dotted-dots....etc.passwd") end }

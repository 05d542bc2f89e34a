-- tries: to require a module of another plugin
-- expect: EXECUTION_ERROR there is no module
return { enrich = function() return require("issue-links.text") end }

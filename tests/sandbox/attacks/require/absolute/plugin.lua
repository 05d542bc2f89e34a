-- tries: to require a file by its path
-- expect: EXECUTION_ERROR there is no module
return { enrich = function() return require("/etc/passwd") end }

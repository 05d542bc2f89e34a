-- tries: to read a folder through a symbolic link
-- expect: EXECUTION_ERROR there is no module
-- link: etc -> /etc
return { enrich = function() return require("link-to-folder.etc.passwd") end }

-- tries: to read a file through a symbolic link
-- expect: LOAD_ERROR leads out of the plugin's folder
-- link: part.lua -> /etc/passwd
return { enrich = function() return require("link-to-file.part") end }

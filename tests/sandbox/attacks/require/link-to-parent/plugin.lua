-- tries: to read a module of another plugin through a symbolic link
-- expect: LOAD_ERROR
-- link: part.lua -> ../../outside.lua
return { enrich = function() return require("link-to-parent.part") end }

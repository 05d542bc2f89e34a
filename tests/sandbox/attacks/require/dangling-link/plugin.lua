-- tries: to have the host read what is not there
-- expect: LOAD_ERROR cannot be read
-- link: part.lua -> nowhere.lua
return { enrich = function() return require("dangling-link.part") end }

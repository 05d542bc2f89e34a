-- tries: to have the host follow a link that leads to itself
-- expect: LOAD_ERROR cannot be read
-- link: part.lua -> part.lua
return { enrich = function() return require("link-to-itself.part") end }

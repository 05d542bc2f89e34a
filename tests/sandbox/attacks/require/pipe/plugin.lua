-- tries: to have the host wait for a pipe
-- expect: LOAD_ERROR not a regular file
-- pipe: part.lua
return { enrich = function() return require("pipe.part") end }

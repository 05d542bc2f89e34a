-- tries: to have the host read zeros for ever
-- expect: LOAD_ERROR
-- link: part.lua -> /dev/zero
return { enrich = function() return require("link-to-device.part") end }

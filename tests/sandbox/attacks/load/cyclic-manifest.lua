-- tries: to have the manifest read for ever
-- expect: LOAD_ERROR 
-- whole
local config = {}
config.a = config
return { config = config, enrich = function() end }

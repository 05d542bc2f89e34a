-- tries: to nest the manifest
-- expect: LOAD_ERROR 
-- whole
local config = {}
for _ = 1, 1000 do config = { a = config } end
return { config = config, enrich = function() end }

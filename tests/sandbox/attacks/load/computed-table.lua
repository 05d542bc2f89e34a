-- tries: to have code run while the manifest is read
-- expect: LOAD_ERROR the plugin has no hook
-- whole
return setmetatable({}, { __index = function() while true do end end, __pairs = function() while true do end end })

-- tries: to be no plugin
-- expect: LOAD_ERROR must return the plugin
-- whole
local _ = 1

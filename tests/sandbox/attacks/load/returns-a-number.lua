-- tries: to be a number
-- expect: LOAD_ERROR must return the plugin
-- whole
return 42

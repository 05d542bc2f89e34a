-- tries: to be a function
-- expect: LOAD_ERROR must return the plugin
-- whole
return function() end

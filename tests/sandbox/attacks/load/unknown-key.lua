-- tries: to use a hook that does not exist
-- expect: LOAD_ERROR unknown key
-- whole
return { enrich = function() end, on_everything = function() end }

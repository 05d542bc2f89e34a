-- tries: to have a path for a name
-- expect: LOAD_ERROR 
-- whole
return { name = '../../etc', enrich = function() end }

-- tries: to be the host
-- expect: LOAD_ERROR the name "perigee" is reserved
-- whole
return { name = 'perigee', enrich = function() end }

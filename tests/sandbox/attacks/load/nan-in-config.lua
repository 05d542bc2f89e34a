-- tries: to have NaN in the configuration
-- expect: LOAD_ERROR 
-- whole
return { config = { a = { type = 'number', default = 0 / 0 } }, enrich = function() end }

-- tries: to keep a result under no key
-- expect: EXECUTION_ERROR require takes the name
return { enrich = function() return require(0 / 0) end }

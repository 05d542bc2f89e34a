-- tries: to ask for what nobody can grant
-- expect: LOAD_ERROR is not a grant
-- whole
return { grants = { 'everything' }, enrich = function() end }

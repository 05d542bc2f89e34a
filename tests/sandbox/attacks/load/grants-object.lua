-- tries: to compute its grants
-- expect: LOAD_ERROR 
-- whole
return { grants = setmetatable({}, { __index = function() return 'db' end, __len = function() return 1 end }), enrich = 1 }

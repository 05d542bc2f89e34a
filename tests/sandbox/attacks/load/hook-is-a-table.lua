-- tries: to pass an object with __call for a hook
-- expect: LOAD_ERROR enrich is a hook
-- whole
return { enrich = setmetatable({}, { __call = function() end }) }

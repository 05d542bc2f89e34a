-- tries: to load the FFI through a literal
-- expect: LOAD_ERROR is not available
-- whole
return { enrich = function() return getmetatable(1LL) end }

-- tries: to load the FFI through an imaginary literal
-- expect: LOAD_ERROR is not available
-- whole
return { enrich = function() return 2i end }

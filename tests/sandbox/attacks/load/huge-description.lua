-- tries: to have a description of a megabyte
-- expect: LOAD_ERROR|MEMORY_EXCEEDED
-- whole
return { description = ('x'):rep(2000000), enrich = function() end }

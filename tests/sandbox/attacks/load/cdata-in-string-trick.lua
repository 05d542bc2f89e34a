-- tries: to hide such a literal behind what looks like a string
-- expect: LOAD_ERROR is not available
-- whole
local a = '\\' .. 1LL .. ''
return { enrich = function() return a end }

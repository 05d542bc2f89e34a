-- tries: to hide such a literal behind what looks like a comment
-- expect: LOAD_ERROR is not available
-- whole
local a = 1 --[==[ ]] ]==] + 1LL
return { enrich = function() return a end }

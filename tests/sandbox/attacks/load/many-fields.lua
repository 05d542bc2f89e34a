-- tries: to have a manifest of many fields
-- expect: LOAD_ERROR more than 256 fields
-- whole
local t = {}
for i = 1, 10000 do t['key' .. i] = i end
return t

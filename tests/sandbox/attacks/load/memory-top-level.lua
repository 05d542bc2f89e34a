-- tries: to take all memory while it is loaded
-- expect: MEMORY_EXCEEDED while it was loaded
-- whole
local t = {}
while true do t = { t } end

-- tries: to have no syntax
-- expect: LOAD_ERROR :4:
-- whole
local = 2

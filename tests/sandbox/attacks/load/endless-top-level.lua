-- tries: to run for ever while it is loaded
-- expect: TIMEOUT while it was loaded
-- whole
while true do end

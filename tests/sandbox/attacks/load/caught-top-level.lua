-- tries: to swallow the end of its loading
-- expect: TIMEOUT while it was loaded
-- whole
while true do pcall(function() while true do end end) end

-- tries: to have a manifest without names
-- expect: LOAD_ERROR 
-- whole
return { function() end }

-- tries: to jump where there is nothing
-- expect: LOAD_ERROR 
-- whole
goto nowhere

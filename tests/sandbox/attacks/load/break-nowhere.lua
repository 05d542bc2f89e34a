-- tries: to break out of nothing
-- expect: LOAD_ERROR 
-- whole
break

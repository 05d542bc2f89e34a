-- tries: to leave a long string open
-- expect: LOAD_ERROR 
-- whole
return [==[ 

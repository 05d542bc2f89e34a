-- tries: to fail while it is loaded
-- expect: LOAD_ERROR not today
-- whole
error('not today')

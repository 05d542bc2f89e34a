-- tries: to yield while it is loaded
-- expect: LOAD_ERROR attempt to yield
-- whole
coroutine.yield()

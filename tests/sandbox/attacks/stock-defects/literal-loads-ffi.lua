-- tries: to find the FFI through the loader
-- expect: EXECUTION_ERROR attempt to call
-- unguarded: escape
return function()
  local load = loadstring or load
  return getmetatable(load('return 1LL')())
end

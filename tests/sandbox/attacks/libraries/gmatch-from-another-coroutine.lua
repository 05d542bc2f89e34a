-- tries: to share an iterator of gmatch between coroutines
-- expect: OK ["a","b","c"]
return function()
  local iterate = ('a b c d'):gmatch('%a')
  local first = coroutine.wrap(function() return iterate() end)()
  local second = coroutine.wrap(function() return iterate() end)()
  return { first, second, iterate() }
end

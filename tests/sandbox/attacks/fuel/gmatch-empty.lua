-- tries: to walk over empty matches for ever
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(500000)
  while true do for _ in text:gmatch('()') do end end
end

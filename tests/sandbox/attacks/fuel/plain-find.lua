-- tries: to keep the plain search busy for ever
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(500000)
  while true do text:find(('a'):rep(1000) .. 'b', 1, true) end
end

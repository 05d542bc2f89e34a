-- tries: to copy for ever without instructions
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  while true do local _ = ('x'):rep(500000) end
end

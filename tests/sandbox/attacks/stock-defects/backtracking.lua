-- tries: to match for hours
-- expect: TIMEOUT timed out
-- unguarded: hang
return function()
  local text = ('a'):rep(200)
  return text:find(('a*'):rep(10) .. 'b')
end

-- tries: to match for hours with optional letters
-- expect: OK|TIMEOUT
-- unguarded: hang
return function()
  return (('a'):rep(32):find(('a?'):rep(32) .. ('a'):rep(32) .. 'b')) or 'none'
end

-- tries: to end a pattern early with a zero byte
-- expect: OK
return function()
  return { ('a\0b'):find('%z'), ('a\0b'):find('\0b') }
end

-- tries: to have a mebibyte of expressions read again and again, the last of which is none
-- expect: TIMEOUT it used up its fuel
return function(ctx)
  local list = {}
  for i = 1, 256 do list[i] = 'x' end
  for i = 1, 255 do list[i] = ('(?:a|b)'):rep(20) end
  list[256] = '('
  while true do pcall(ctx.re.which, list, 'x') end
end

-- tries: to repeat a string less than never
-- expect: OK ["","",""]
return function()
  return { ('x'):rep(-1), ('x'):rep(-2 ^ 53), ('x'):rep(0 / 0) }
end

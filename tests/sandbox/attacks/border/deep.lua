-- tries: to give the host a value that is too deep
-- expect: INVALID_OUTPUT nested deeper than
return function()
  local t = {}
  for _ = 1, 1000 do t = { a = t } end
  return t
end

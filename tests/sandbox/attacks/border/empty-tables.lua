-- tries: to give the host a hundred thousand empty tables
-- expect: INVALID_OUTPUT|MEMORY_EXCEEDED
return function()
  local t = {}
  for i = 1, 100 do
    t[i] = {}
    for k = 1, 1000 do t[i][k] = {} end
  end
  return t
end

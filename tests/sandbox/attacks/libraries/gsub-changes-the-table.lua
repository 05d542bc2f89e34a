-- tries: to change the replacement table under gsub
-- expect: OK "abc"
return function()
  local map map = setmetatable({}, { __index = function(_, k) for i = 1, 100 do map[k .. i] = i end return k end })
  return (('abc'):gsub('.', map))
end

-- tries: to run for ever in a __call that calls itself
-- expect: TIMEOUT timed out
local endless = setmetatable({}, {})
getmetatable(endless).__call = function(self)
  return self()
end

return function()
  return endless()
end

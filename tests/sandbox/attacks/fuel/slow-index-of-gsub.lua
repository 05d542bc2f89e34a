-- tries: to run for ever in the __index of a replacement table
-- expect: TIMEOUT timed out
return function()
  ('x'):gsub('x', setmetatable({}, { __index = function() while true do end end }))
end

-- tries: to give the host an object that lies about its length
-- expect: OK [1,2]
return function()
  return setmetatable({ 1, 2 }, { __len = function() return 2 ^ 53 end })
end

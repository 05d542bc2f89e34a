-- tries: to swallow the end of the run with pcall as a __call
-- expect: TIMEOUT|EXECUTION_ERROR
local trap = setmetatable({}, { __call = pcall })

return function()
  while true do trap() end
end

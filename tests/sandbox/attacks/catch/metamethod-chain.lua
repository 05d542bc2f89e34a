-- tries: to swallow the end of the run through a chain of metamethods that each catch
-- expect: TIMEOUT timed out
return function()
  local function trap(n)
    return setmetatable({}, { __index = function() pcall(function() return n > 0 and trap(n - 1).x end) while true do end end })
  end
  while true do pcall(function() return trap(3).x end) end
end

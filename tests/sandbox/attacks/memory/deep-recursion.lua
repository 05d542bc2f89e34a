-- tries: to take more memory than it may have in its own stack
-- expect: EXECUTION_ERROR stack overflow
-- limits: fuel=200000000 wall_ms=3000
local down
function down()
  return 1 + down()
end

return function()
  return 1 + down()
end

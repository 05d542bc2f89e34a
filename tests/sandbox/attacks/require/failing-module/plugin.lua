-- tries: to require a module that fails again and again
-- expect: TIMEOUT timed out
return { enrich = function() while true do pcall(require, "failing-module.part") end end }

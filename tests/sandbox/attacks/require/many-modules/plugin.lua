-- tries: to be charged nothing for compiling
-- expect: TIMEOUT timed out
return { enrich = function() while true do pcall(require, "many-modules.part") end end }

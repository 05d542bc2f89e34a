-- tries: to pass an object for a name
-- expect: EXECUTION_ERROR require takes the name
return { enrich = function() return require(setmetatable({}, { __tostring = function() while true do end end })) end }

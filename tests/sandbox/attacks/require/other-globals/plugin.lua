-- tries: to replace what require is made of
-- expect: OK "module"
pcall, error, select = nil, nil, nil
return { enrich = function() return require("other-globals.part") end }

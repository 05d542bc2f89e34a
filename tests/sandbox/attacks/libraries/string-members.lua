-- tries: to find string.dump
-- expect: OK [true,true]
return function()
  return { string.dump == nil, rawget(string, "dump") == nil }
end

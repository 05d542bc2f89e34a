-- tries: to change what other plugins see
-- expect: OK "stolen"
return function()
  string.upper = function() return 'stolen' end
  _G.type = nil
  return ('x'):upper()
end

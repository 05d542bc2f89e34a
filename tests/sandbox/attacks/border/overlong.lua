-- tries: to give the host an overlong form of a slash
-- expect: INVALID_OUTPUT valid UTF-8
return function()
  return '\192\175'
end

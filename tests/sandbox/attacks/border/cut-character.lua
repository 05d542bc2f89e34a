-- tries: to give the host half a character
-- expect: INVALID_OUTPUT valid UTF-8
return function()
  return ('\195\169'):sub(1, 1)
end

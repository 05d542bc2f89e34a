-- tries: to give the host surrogates in UTF-8
-- expect: INVALID_OUTPUT valid UTF-8
return function()
  return '\237\160\128'
end

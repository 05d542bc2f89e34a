-- tries: to give the host an error whose path has control bytes
-- expect: INVALID_OUTPUT \x1b[2J
return function()
  return { ['\27[2J'] = { 0 / 0 } }
end

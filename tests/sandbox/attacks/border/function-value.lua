-- tries: to give the host a function
-- expect: INVALID_OUTPUT result.a.b: a function
return function()
  return { a = { b = function() end } }
end

-- tries: to give the host nothing at all
-- expect: OK null
return function()
  return
end

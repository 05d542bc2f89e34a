-- tries: to give the host what is no list
-- expect: OK 42
return function()
  return 42
end

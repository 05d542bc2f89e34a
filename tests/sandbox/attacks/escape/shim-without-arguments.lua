-- tries: to have the shims of pcall and xpcall read what was not given
-- expect: OK
return function()
  return { pcall(pcall), pcall(xpcall), pcall(xpcall, 1), pcall(coroutine.wrap), pcall(coroutine.resume) }
end

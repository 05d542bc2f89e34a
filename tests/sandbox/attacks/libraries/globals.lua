-- tries: to find any global that is not on the list
-- expect: OK 0
return function()
  local known = {}
  for name in ('_G _VERSION assert bit coroutine error getmetatable ipairs math next os pairs pcall rawequal rawget '
    .. 'rawset require select setmetatable string table tonumber tostring type unpack xpcall '
    .. 'calm'):gmatch('%S+') do known[name] = true end
  local found = {}
  for name in pairs(_G) do
    if not known[name] then found[#found + 1] = name end
  end
  return #found
end

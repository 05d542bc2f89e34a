-- tries: to hang in a __tostring that is tostring, where no instruction is counted
-- expect: EXECUTION_ERROR|TIMEOUT
-- unguarded: hang
return function()
  local o = setmetatable({}, {})
  getmetatable(o).__tostring = tostring
  return tostring(o)
end

-- tries: to give the host a table that contains itself
-- expect: INVALID_OUTPUT result.inner[1].inner
return function()
  local t = {}
  t.inner = { t }
  return t
end

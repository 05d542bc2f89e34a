-- tries: to give the host a small graph of two to the power of thirty paths
-- expect: INVALID_OUTPUT|TIMEOUT
return function()
  local t = {}
  for _ = 1, 30 do t = { t, t } end
  return t
end

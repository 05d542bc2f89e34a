-- tries: to keep gsub busy for ever
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(100000)
  while true do text:gsub('a-b', '') end
end

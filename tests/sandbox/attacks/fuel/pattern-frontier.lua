-- tries: to keep the matcher busy for ever with a search that tries every frontier
-- expect: TIMEOUT timed out
return function()
  local text = ('a '):rep(100000)
  while true do text:find('%f[%w].-z$') end
end

-- tries: to have the host format dates for ever
-- expect: TIMEOUT timed out
return function()
  while true do os.date('!%Y-%m-%d %H:%M:%S') end
end

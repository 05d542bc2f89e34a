-- tries: to run for ever by making tables
-- expect: TIMEOUT timed out
return function()
  while true do local _ = { 1, 2, 3 } end
end

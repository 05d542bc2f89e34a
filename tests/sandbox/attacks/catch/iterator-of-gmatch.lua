-- tries: to swallow the end of the run in the body of a gmatch loop
-- expect: TIMEOUT timed out
return function()
  while true do
    for _ in ('aaa'):gmatch('a') do pcall(function() while true do end end) end
  end
end

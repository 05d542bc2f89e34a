-- tries: to go on after the budget of the run before was spent
-- expect: TIMEOUT timed out
return function()
  while true do spent = (spent or 0) + 1 end
end

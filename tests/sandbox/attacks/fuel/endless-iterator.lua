-- tries: to run for ever in an iterator that never ends
-- expect: TIMEOUT timed out
return function()
  for _ in function() return 1 end do end
end

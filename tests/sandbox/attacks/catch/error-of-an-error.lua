-- tries: to swallow the end of the run by raising the caught end again as its own error
-- expect: TIMEOUT timed out
return function(ctx, message)
  local ok, e = pcall(function() while true do end end)
  error({ message = 'mine', ok, e })
end

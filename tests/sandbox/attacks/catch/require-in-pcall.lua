-- tries: to swallow the end of the run with require in pcall
-- expect: TIMEOUT timed out
return function()
  while true do pcall(require, 'x') end
end

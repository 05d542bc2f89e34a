-- tries: to run for ever with goto
-- expect: TIMEOUT timed out
return function()
  ::again::
  goto again
end

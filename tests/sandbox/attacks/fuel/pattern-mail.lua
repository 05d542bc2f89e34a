-- tries: to keep the matcher busy for ever with a search for mail addresses
-- expect: TIMEOUT timed out
return function()
  local text = ('a'):rep(200000)
  while true do text:find('[%w]+@[%w.]+%.com') end
end

-- tries: to confuse format with flags
-- expect: OK|EXECUTION_ERROR
return function()
  return string.format('%' .. ('-'):rep(10000) .. 'd', 1)
end

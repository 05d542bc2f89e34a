-- tries: to give the host a table that is a list and not
-- expect: INVALID_OUTPUT a list or have string keys, not both
return function()
  return { 1, a = 2 }
end

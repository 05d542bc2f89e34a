-- tries: to see an address
-- expect: EXECUTION_ERROR invalid option
return function()
  return string.format('%p', {})
end

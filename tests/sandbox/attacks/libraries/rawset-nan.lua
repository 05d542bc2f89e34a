-- tries: to use NaN as a key
-- expect: EXECUTION_ERROR
return function()
  rawset({}, 0 / 0, 1)
end

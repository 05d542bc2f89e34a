-- tries: to yield across the C stack of sort
-- expect: EXECUTION_ERROR attempt to yield across C-call boundary
return function()
  return coroutine.wrap(function() table.sort({ 1, 2, 3 }, coroutine.yield) end)()
end

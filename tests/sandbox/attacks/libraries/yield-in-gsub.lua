-- tries: to yield across the C stack of gsub
-- expect: EXECUTION_ERROR attempt to yield across C-call boundary
return function()
  return coroutine.wrap(function() return (('x'):gsub('x', coroutine.yield)) end)()
end

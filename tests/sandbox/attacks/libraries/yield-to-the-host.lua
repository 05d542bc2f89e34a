-- tries: to yield out of a hook
-- expect: EXECUTION_ERROR cannot yield to the host
return function()
  coroutine.yield('to the host')
end

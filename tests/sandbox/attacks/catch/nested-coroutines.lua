-- tries: to swallow the end of the run through coroutines in coroutines
-- expect: TIMEOUT timed out
return function()
  local function nest(n)
    if n == 0 then while true do end end
    return coroutine.resume(coroutine.create(nest), n - 1)
  end
  while true do nest(5) end
end

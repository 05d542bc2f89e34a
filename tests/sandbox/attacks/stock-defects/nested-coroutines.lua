-- tries: to overflow the C stack through nested coroutines
-- expect: EXECUTION_ERROR C stack overflow
-- unguarded: crash|error
return function()
  local function nest()
    return coroutine.wrap(nest)()
  end
  return nest()
end

-- tries: to overflow the C stack through callbacks of gsub
-- expect: EXECUTION_ERROR C stack overflow
-- unguarded: crash|error
return function()
  local function nest()
    return (('x'):gsub('x', nest))
  end
  return nest()
end

-- tries: to store a value that is nested without end
-- expect: EXECUTION_ERROR deep
-- grants: state
return function(ctx)
  local value = {}
  for i = 1, 10000 do value = { value } end
  return ctx.state.set('k', value)
end

-- tries: to have a prefix mean more than itself
-- expect: OK [0,0,0,1]
-- grants: state
return function(ctx)
  ctx.state.set('abc', 1)
  return { #ctx.state.list('%'), #ctx.state.list("' OR 1=1 --"), #ctx.state.list('a_'), #ctx.state.list('ab') }
end

-- tries: to take locks without number
-- expect: OK|TIMEOUT
-- grants: state
return function(ctx)
  local function take(n) return ctx.state.with_lock('k' .. n, 1000, function() if n < 150 then return take(n + 1) end return n end) end
  return { (pcall(take, 1)) }
end

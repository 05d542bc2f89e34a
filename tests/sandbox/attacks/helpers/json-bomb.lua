-- tries: to make much of a small text
-- expect: OK [true,"invalid_input"]
return function(ctx)
  local text = '[' .. ('[],'):rep(100000) .. '[]]'
  local value, why = ctx.json.decode(text)
  return { value == nil, why.code }
end

-- tries: to have text with zero bytes cut
-- expect: OK [3,3]
-- grants: db
return function(ctx)
  local text = 'a\0b'
  return { #ctx.db.value('SELECT ?', text), #ctx.db.value('SELECT ?', ctx.db.blob(text)) }
end

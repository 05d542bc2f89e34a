-- tries: to confuse the search with text that is no UTF-8
-- expect: OK
return function(ctx)
  return { ctx.re.test('.', '\255\254'), #ctx.re.find_all('', '\255\254\195') }
end

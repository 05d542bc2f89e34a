-- tries: to have a function of the host read arguments that are not there
-- expect: OK
return function(ctx)
  return { pcall(ctx.log.info), pcall(ctx.array, nil, nil, nil) }
end

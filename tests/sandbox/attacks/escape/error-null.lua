-- tries: to confuse ctx.null with the mark that ends a run
-- expect: EXECUTION_ERROR an error value of type userdata
return function(ctx)
  error(ctx.null)
end

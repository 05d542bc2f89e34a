-- tries: to use a ctx that was kept from an earlier run
-- expect: OK "kept-ctx"
return function(ctx)
  kept = kept or ctx
  kept.log.info('still here')
  return kept.plugin
end

-- tries: to write to the output of the host
-- expect: EXECUTION_ERROR ctx.log.info
return function()
  print('noise')
end

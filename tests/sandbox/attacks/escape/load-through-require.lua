-- tries: to make require compile a text of the plugin
-- expect: EXECUTION_ERROR module
return function()
  return require('return 1')
end

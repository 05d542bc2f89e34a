-- tries: to stop the collector
-- expect: EXECUTION_ERROR collects garbage by itself
return function()
  collectgarbage('stop')
end

-- tries: to see addresses of tables and functions
-- expect: OK ["table","function","thread","table"]
return function()
  return { tostring({}), tostring(print or type), tostring(coroutine.create(type)), string.format('%s', {}) }
end

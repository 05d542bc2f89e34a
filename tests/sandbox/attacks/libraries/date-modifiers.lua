-- tries: to have strftime see modifiers
-- expect: OK|EXECUTION_ERROR
return function()
  return os.date('%E%O%-5d')
end

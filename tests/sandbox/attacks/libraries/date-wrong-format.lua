-- tries: to have strftime read behind its format
-- expect: OK|EXECUTION_ERROR
return function()
  return os.date('%')
end

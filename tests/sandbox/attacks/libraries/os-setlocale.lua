-- tries: to change how the host writes numbers
-- expect: EXECUTION_ERROR attempt to call field
return function()
  os.setlocale('de_DE')
end

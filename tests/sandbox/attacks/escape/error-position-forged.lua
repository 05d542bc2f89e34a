-- tries: to blame another file
-- expect: EXECUTION_ERROR forged
return function()
  error('/etc/passwd:1: forged', 0)
end

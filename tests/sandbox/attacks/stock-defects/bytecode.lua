-- tries: to run bytecode that the interpreter does not check
-- expect: EXECUTION_ERROR attempt to call
-- unguarded: escape
return function()
  return #string.dump(function() end) > 0
end

-- tries: to learn where the interpreter lives
-- expect: OK false
-- unguarded: escape
return function()
  return (tostring(type):find('0x')) ~= nil or (tostring({}):find('0x')) ~= nil
end

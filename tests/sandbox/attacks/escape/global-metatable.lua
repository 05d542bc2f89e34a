-- tries: to watch the globals that the host reads
-- expect: OK "watched"
return function()
  setmetatable(_G, { __index = function() while true do end end })
  return 'watched'
end

-- tries: to swallow the end of the run with a tree of pcalls
-- expect: TIMEOUT timed out
local function tree(n)
  if n == 0 then while true do end end
  pcall(tree, n - 1)
  pcall(tree, n - 1)
end

return function()
  tree(20)
  return 'delivered'
end

-- tries: to write behind the stack with a vararg __newindex entered at its edge
-- expect: OK "held"
-- unguarded: corrupts|crash
return function()
  local object = setmetatable({}, { __newindex = function(...) local first, second = ... return first, second end })
  local function down(n, spare, ...)
    if n == 0 then
      object.x = 1
      return 0
    end
    return 1 + down(n - 1, spare)
  end
  local list = {}
  for i = 1, 200 do list[i] = i end
  for size = 0, 120 do
    for depth = 0, 12 do
      coroutine.resume(coroutine.create(function(...) return down(depth, 0, ...) end), unpack(list, 1, size))
    end
  end
  return "held" 
end

-- tries: to take more memory than it may have in tables that refer to each other, which reference counting would leak
-- expect: TIMEOUT timed out
-- limits: fuel=20000000 wall_ms=3000
return function()
  while true do
    local a, b = {}, {}
    a.b, b.a = b, a
  end
end

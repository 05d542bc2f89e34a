-- The function that a location belongs to, where a stack trace tells it.
--
-- It stands before the location in most languages. There the text is read backwards: a pattern that
-- is anchored at the location then goes from character to character once, where one that searches
-- for the beginning of the frame would try every position before it.

local match, reverse, sub = string.match, string.reverse, string.sub

local frames = {}

local REACH = 200  -- bytes before or behind a location that are looked at

-- Backwards, from the character right before the path. The capture is the name, reversed.
local before = {
  -- Java: at a.b.C.m(C.java:12)
  "^%(([%w_.$<>/]+) ta%f[%W]",
  -- Valgrind: by 0x4005B1: f (file.c:12)
  "^%( ([^()\n]-) :%x+x0 [ty][ab]%f[%W]",
  -- JavaScript, at the beginning of a line: at async f (file.js:1:2)
  "^%( ([^()\n]-) ta[ \t>|]*%f[\n%z]",
  -- gdb: #1  0x12 in f (x=1) at file.c:12
  "^ ta %)[^\n]*%( ([%w_:~<>*&]+) [%w ]*%d#",
  -- sanitizers: #1 0x12ab in f /x/file.c:12:5
  "^ ([^%s]+) ni %x+x0 %d+#",
  -- Rust: 4: app::main, and on the next line: at ./main.rs:4:5
  "^ ta *\n\r?([^\n]-) :%d",
  -- Go: main.f(0x1), and on the next line: /tmp/main.go:8
  "^\t\n\r?%)[^()\n]*%(([^%s]+)",
}

-- Forwards, from the character right behind the numbers.
local behind = {
  "^:in [`']([^'\n]+)'",    -- Ruby: app.rb:12:in `f'
  "^: in %a+ '([^'\n]+)'",  -- Lua: main.lua:12: in function 'f'
}

--- The name of the function at the location that goes from first to last, or nil.
function frames.name_at(content, first, last)
  local head = reverse(sub(content, first > REACH and first - REACH or 1, first - 1))
  for i = 1, #before do
    local name = match(head, before[i])
    if name then return (match(reverse(name), "^async (.*)") or reverse(name)) end
  end
  local tail = sub(content, last + 1, last + REACH)
  return match(tail, behind[1]) or match(tail, behind[2])
end

return frames

-- The path that stands before a colon: "src/main.c" in "at src/main.c:12", "C:\x.c" in "C:\x.c:12".

local text = require "code-locations.text"
local byte, find, gsub, sub = string.byte, string.find, string.gsub, string.sub

local paths = {}

local MAX_LENGTH = 1024

local in_path = {}
for b = 0, 255 do in_path[b] = find(string.char(b), "^[%w_.+~@/\\-]") ~= nil end

--- The first position of the characters that end before `mark` and may all be of a path.
local function path_start(content, mark)
  local first = mark
  while mark - first <= MAX_LENGTH do
    local b = byte(content, first - 1)
    if in_path[b] then
      first = first - 1
    elseif b and b >= 0x80 and text.word[text.before(content, first)] then
      repeat  -- over the bytes of one letter
        first = first - 1
        b = byte(content, first)
      until b >= 0xC0
    else
      return first
    end
  end
end

local function is_drive(content, colon)
  return find(content, "^%a:[/\\]", colon - 1) and not text.word[text.before(content, colon - 1)]
end

--- The path before position `mark`, and where what belongs to it begins ("file://" does); nil if there
--- is none or it is a part of a URL.
function paths.before(content, mark)
  local first = path_start(content, mark)
  if not first or first == mark then return nil end

  local start = first
  if byte(content, first - 1) == 58 then  -- :
    if first > 2 and is_drive(content, first - 1) then
      first = first - 2
      start = sub(content, first > 8 and first - 8 or 1, first - 1) == "file:///" and first - 8 or first
    elseif first > 5 and find(content, "^file:///", first - 5) then
      first, start = first + 2, first - 5
    elseif find(content, "^//", first) then
      return nil
    end
  end

  -- List bullets, signs of a diff and an ellipsis stick to a path without being a part of it.
  local path = gsub(gsub(sub(content, first, mark - 1), "^[-+]+", ""), "^%.%.%.+", "")
  return path, start
end

return paths

-- What stands beside a match, and where the URLs are. The linking plugins of this shelf all carry
-- this file: a plugin reads nothing outside its own folder.

local byte, find, gsub, rep = string.byte, string.find, string.gsub, string.rep

local text = {}

-- Characters are told apart by their first byte alone. ASCII is plain; 0xC3 to 0xE1 begin the
-- letters of U+00C0 to U+1FFF (Latin with accents, Greek, Cyrillic, Arabic, …), which make words just
-- as a to z do. Everything above begins with 0xE2 or more: dashes, quotation marks, emoji, and the
-- scripts that put no blanks between words, where a reference may stand right beside a letter.
local alphanumeric, word = {}, {}
for b = 0x00, 0xFF do
  alphanumeric[b] = find(string.char(b), "^[%w\xC3-\xE1]") ~= nil
  word[b] = alphanumeric[b] or b == byte("_")
end

--- Sets of first bytes: alphanumeric[b], word[b] (with the underscore). nil, the edge of the text,
--- is in neither.
text.alphanumeric, text.word = alphanumeric, word

--- The first byte of the character before position `at`; nil at the start of the text.
function text.before(content, at)
  local b
  repeat
    at = at - 1
    b = byte(content, at)
  until not b or b < 0x80 or b > 0xBF  -- 0x80 to 0xBF continue a character
  return b
end

local function blot(url)
  return rep("h", #url)
end

--- The text with every byte of its URLs replaced by "h". Positions stay; nothing inside a URL can
--- match any more; and what touches a URL still touches a letter, as it did.
function text.without_urls(content)
  if not find(content, "://", 1, true) then return content end
  return (gsub(content, "[Hh][Tt][Tt][Pp][Ss]?://[^%s<>\"']+", blot))
end

return text

-- Bug numbers in the manner of Debian changelogs: "Closes: #123, #456", "LP: #1234567", bug#123.
--
-- Both finders go from "#" to "#". Whose a number is, and whether it counts, is told by what stands
-- before it: a word right there (bug#123), a word before blanks (LP:  #123, perhaps on the line
-- above), or the comma of a list that the number before belonged to.

local text = require "refs.text"
local byte, find, match, sub = string.byte, string.find, string.match, string.sub

local bugs = {}

local blank = {}
for b = 0, 255 do blank[b] = find(string.char(b), "^%s") ~= nil end

-- "&#123456;" is a character of HTML, "page/#123456" a part of an address.
local joins = { [byte("&")] = true, [byte("/")] = true, [byte("#")] = true }

--- Whether the word ends at position `last`, with no letter before it.
local function ends_with(lower, last, word)
  local first = last - #word + 1
  return first >= 1 and sub(lower, first, last) == word and not text.word[text.before(lower, first)]
end

local function skip_blanks_back(lower, last)
  while blank[byte(lower, last)] do last = last - 1 end
  return last
end

--- The kind of bug that a number is, or nil, and whether a list begins or goes on with it.
--- `list` is the kind of the list that reached position `list_end` with the number before, or nil.
local function kind_of(lower, hash, digits, list, list_end)
  local glued = ends_with(lower, hash - 1, "bug")
  local head = glued and hash - 4 or hash - 1  -- the last position before the number and its "bug"

  local may_go_on = list == "debian-bug" or (list == "launchpad-bug" and not glued)
  if may_go_on and match(lower, "^,%s*()", list_end + 1) == head + 1 then return list, true end

  head = skip_blanks_back(lower, head)
  if ends_with(lower, head, "closes:") then return "debian-bug", true end
  if glued then return "debian-bug", false end
  if ends_with(lower, head, "lp:") or ends_with(lower, head, "lp") then return "launchpad-bug", true end

  -- A bare number could be anybody's; those of Debian have long had six digits, and now seven.
  local before = text.before(lower, hash)
  local bare = (#digits == 6 or #digits == 7) and not (text.word[before] or joins[before])
  return bare and "debian-bug" or nil, false
end

--- A finder for one of the two kinds. The other is told apart all the same: it may own the number.
local function finder(wanted)
  return function(source, found, base_url)
    local lower = source.lower
    local list, list_end
    local hash = find(lower, "#", 1, true)
    while hash do
      local digits, behind = match(lower, "^([1-9]%d*)()", hash + 1)
      local kind, in_list
      if digits and #digits <= 8 and not text.word[byte(lower, behind)] then
        kind, in_list = kind_of(lower, hash, digits, list, list_end)
      end
      if kind == wanted then
        found[#found + 1] = {
          kind = kind,
          span = { hash, behind - 1 },
          data = { number = tonumber(digits), url = base_url .. digits },
        }
      end
      list, list_end = in_list and kind, behind and behind - 1
      hash = find(lower, "#", behind or hash + 1, true)
    end
  end
end

bugs.debian = finder("debian-bug")
bugs.launchpad = finder("launchpad-bug")

return bugs

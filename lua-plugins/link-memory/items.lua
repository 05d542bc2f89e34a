-- Finds what is worth remembering in a text: links, and issue keys that are not part of one.

local find, sub, gsub = string.find, string.sub, string.gsub

local items = {}

local MAX_ITEMS = 200     -- of one message
local MAX_LENGTH = 500    -- of a link that is remembered

local function count(text, character)
  local _, times = gsub(text, character, "")
  return times
end

--- The end of a link without the punctuation of the sentence around it.
local function end_of_link(content, first, last)
  while last > first and find(content, "^[%.,;:!%?'\"%)%]}]", last) do
    -- A closing bracket belongs to the link that opened it.
    local link = sub(content, first, last)
    if find(link, "%)$") and count(link, "%(") >= count(link, "%)") then break end
    last = last - 1
  end
  return last
end

local function add(found, kind, item, first, last)
  if #found < MAX_ITEMS and #item <= MAX_LENGTH then
    found[#found + 1] = { kind = kind, item = item, span = { first, last } }
  end
end

--- Adds the links; returns the text with blanks in their place.
local function take_links(content, found, wanted)
  local at, rest = 1, content
  while true do
    local first, last = find(content, "%f[%w][Hh][Tt][Tt][Pp][Ss]?://[^%s<>\"]+", at)
    if not first then return rest end
    last = end_of_link(content, first, last)
    -- What follows "#" is a place in the page, not another page.
    local link = gsub(sub(content, first, last), "#.*$", "")
    if wanted then add(found, "link", link, first, last) end
    rest = sub(rest, 1, first - 1) .. (" "):rep(last - first + 1) .. sub(rest, last + 1)
    at = last + 1
  end
end

local function take_keys(content, found)
  for first, key, after in content:gmatch("%f[%w_]()(%u[%u%d_]+%-[1-9]%d*)()%f[^%w_]") do
    add(found, "key", key, first, after - 1)
  end
end

--- What is in a text, in its order: lists of { kind, item, span }.
function items.find(content, wanted)
  local found = {}
  local rest = take_links(content, found, wanted.links)
  if wanted.keys then take_keys(rest, found) end
  table.sort(found, function(a, b) return a.span[1] < b.span[1] end)
  return found
end

return items

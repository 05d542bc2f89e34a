-- code-locations: notes the places in source code that messages speak of, file:line and stack frames.

local frames = require "code-locations.frames"
local languages = require "code-locations.languages"
local paths = require "code-locations.paths"
local text = require "code-locations.text"

local byte, find, match, sub = string.byte, string.find, string.match, string.sub

local MAX_LOCATIONS = 1000  -- the host takes no more results from one run
local MAX_DIGITS = 7
local MAX_PYTHON_PATH = 1024

local plugin = {
  name = "code-locations",
  description = "Notes the places in source code that messages speak of",
  config = {
    extensions = {
      type = "list",
      items = "string",
      default = {},
      doc = "Further extensions of source files, without the dot",
    },
  },
}

-- path:line and path:line:column ----------------------------------------------------------------

--- The line behind a colon, the column if there is one, and the last position; nil if neither.
local function numbers_behind(content, colon)
  local line, behind = match(content, "^([1-9]%d*)()", colon + 1)
  if not line or #line > MAX_DIGITS or text.word[byte(content, behind)] then return nil end
  -- In "a.log:7:12:30:15" and "a.c:7:3rd" the line is followed by text, not by a column.
  local column, column_behind = match(content, "^:(%d+)()", behind)
  if column and #column <= MAX_DIGITS
    and not text.word[byte(content, column_behind)]
    and not find(content, "^:%d", column_behind)
  then
    return tonumber(line), tonumber(column), column_behind - 1
  end
  return tonumber(line), nil, behind - 1
end

local function with_colons(content, extensions, add)
  local colon = find(content, ":", 1, true)
  while colon do
    local line, column, last = numbers_behind(content, colon)
    local path, first
    if line then path, first = paths.before(content, colon) end
    local language = path and languages.of(path, extensions)
    if language and (column or not languages.looks_like_host(path, line)) then
      local name = frames.name_at(content, first, last)
      if not add(first, path, line, column, name, language) then return end
    end
    colon = find(content, ":", (last or colon) + 1, true)
  end
end

-- File "path", line N, in name ------------------------------------------------------------------

local function python_frames(content, add)
  local quote = find(content, '", line ', 1, true)
  while quote do
    local first = quote
    repeat
      first = first - 1
      local b = byte(content, first)
    until not b or b == 34 or b == 10 or quote - first > MAX_PYTHON_PATH  -- " or a line end
    local line, behind = match(content, "^([1-9]%d*)()", quote + 8)
    if line and #line <= MAX_DIGITS and sub(content, first - 5, first) == 'File "' then
      local path = sub(content, first + 1, quote - 1)
      local name = match(sub(content, behind, behind + 200), "^, in (%S+)")
      if path ~= "" and not find(path, "^<.*>$") then  -- not <stdin>
        if not add(first + 1, path, tonumber(line), nil, name, "python") then return end
      end
    end
    quote = find(content, '", line ', quote + 8, true)
  end
end

-- Putting them together -------------------------------------------------------------------------

local function by_position(a, b)
  return a.at < b.at
end

function plugin.extract(ctx, message)
  local content = message.content
  if not find(content, ":", 1, true) and not find(content, '", line ', 1, true) then return {} end

  local extensions, known, places = {}, {}, {}
  for _, extension in ipairs(ctx.config.extensions) do extensions[extension] = true end

  --- Notes a place once, however often it is named; false when there are enough.
  local function add(at, path, line, column, name, language)
    local key = path .. ":" .. line
    local value = known[key]
    if value then
      value["function"] = value["function"] or name
      return true
    end
    value = {
      path = path, line = line, column = column, ["function"] = name, language = language ~= "" and language or nil,
    }
    known[key] = value
    places[#places + 1] = { at = at, key = key, value = value }
    return #places < MAX_LOCATIONS
  end

  with_colons(text.without_urls(content), extensions, add)
  if #places < MAX_LOCATIONS then python_frames(content, add) end
  table.sort(places, by_position)

  local items = {}
  for i, place in ipairs(places) do
    items[i] = { kind = "code-location", value_json = place.value, dedupe_key = place.key }
  end
  return items
end

return plugin

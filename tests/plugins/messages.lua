-- Reads messages as tools/corpus prints them: one flat JSON object of strings per line.

local messages = {}

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function utf8(code)
  if code < 0x80 then return string.char(code) end
  local bytes, lead = {}, 0x80
  repeat
    table.insert(bytes, 1, string.char(0x80 + code % 0x40))
    code = math.floor(code / 0x40)
    lead = lead / 2 + 0x80
  until code < (0x100 - lead) / 2
  return string.char(lead + code) .. table.concat(bytes)
end

local function surrogates(high, low)
  return utf8(0x10000 + (tonumber(high, 16) - 0xD800) * 0x400 + tonumber(low, 16) - 0xDC00)
end

local function unescape(raw)
  if not raw:find("\\", 1, true) then return raw end
  raw = raw:gsub("\\\\", "\\u005c")  -- so that no backslash is left that is itself escaped
  raw = raw:gsub("\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)", surrogates)
  raw = raw:gsub("\\([^u])", function(character) return escapes[character] or character end)
  return (raw:gsub("\\u(%x%x%x%x)", function(code) return utf8(tonumber(code, 16)) end))
end

--- The string that begins at position `at`, with its quotation marks, and the position behind it.
local function read_string(line, at)
  local from = line:match('^%s*"()', at)
  if not from then error("not a string at column " .. at .. ": " .. line:sub(at, at + 40), 0) end
  local to = from
  while true do
    to = line:find('["\\]', to)
    if not to then error("a string without an end: " .. line:sub(at, at + 40), 0) end
    if line:byte(to) == 34 then return unescape(line:sub(from, to - 1)), to + 1 end
    to = to + 2
  end
end

--- The object of a line.
function messages.decode(line)
  local object, at = {}, line:match("^%s*{()")
  if not at then error("not an object: " .. line:sub(1, 40), 0) end
  repeat
    local key, colon = read_string(line, at)
    local value, behind = read_string(line, line:match("^%s*:()", colon) or colon)
    object[key] = value
    at = line:match("^%s*,()", behind)
  until not at
  return object
end

return messages

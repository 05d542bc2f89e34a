-- expect(value): the few assertions that the plugins' tests need. A failed one raises an error
-- that shows both sides; the level points at the line of the test.

local function show(value, indent)
  if type(value) == "string" then
    return (#value > 200) and ("%q… (%d bytes)"):format(value:sub(1, 200), #value) or ("%q"):format(value)
  elseif type(value) ~= "table" then
    return tostring(value)
  end
  indent = indent or ""
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  if #keys == 0 then return "{}" end
  local inner, lines = indent .. "  ", {}
  for _, key in ipairs(keys) do
    lines[#lines + 1] = ("%s%s = %s"):format(inner, tostring(key), show(value[key], inner))
  end
  return "{\n" .. table.concat(lines, ",\n") .. "\n" .. indent .. "}"
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end

local Expectation = {}
Expectation.__index = Expectation

local function fail(...)
  error(("expected %s\n%s"):format(...), 4)
end

local function check(ok, what, actual, expected)
  if not ok then fail(what, ("actual: %s%s"):format(show(actual), expected or "")) end
end

function Expectation:equals(expected)
  check(same(self.value, expected), show(expected), self.value)
end

function Expectation:is_nil()
  check(self.value == nil, "nil", self.value)
end

function Expectation:is_empty()
  check(type(self.value) == "table" and next(self.value) == nil, "an empty table", self.value)
end

--- A string contains a piece of text, a list an equal item.
function Expectation:contains(part)
  local found = false
  if type(self.value) == "string" then
    found = self.value:find(part, 1, true) ~= nil
  else
    for _, item in ipairs(self.value) do found = found or same(item, part) end
  end
  check(found, "something with " .. show(part), self.value)
end

--- The value is a function; calling it must fail with a message that contains the text.
function Expectation:raises(text)
  local ok, message = pcall(self.value)
  check(not ok and tostring(message):find(text, 1, true), "an error with " .. show(text), message)
end

return function(value)
  return setmetatable({ value = value }, Expectation)
end

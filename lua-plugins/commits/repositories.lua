-- Names of repositories, owner/name, that stand right before something: "lua/lua@…", "lua/lua#7".

local text = require "commits.text"
local byte, find, gmatch, sub = string.byte, string.find, string.gmatch, string.sub

local repositories = {}

local MAX_LENGTH = 140  -- an owner of 39 and a name of 100 are what GitHub allows

local in_path = {}
for b = 0, 255 do in_path[b] = find(string.char(b), "^[%w._/-]") ~= nil end

-- Before a name: part of an address (git@host:owner/name), of a package (@scope/name), a home folder.
local joins = {}
for character in gmatch("@:~\\$", ".") do joins[byte(character)] = true end

--- The repository whose name ends before position `mark`, and where it begins; nil if none does.
--- GitLab's groups nest, so that there a name may have more than two parts.
function repositories.before(content, mark, nested)
  local first = mark
  while in_path[byte(content, first - 1)] do
    first = first - 1
    if mark - first > MAX_LENGTH then return nil end
  end
  local before = text.before(content, first)
  if first == mark or text.word[before] or joins[before] then return nil end

  local name = sub(content, first, mark - 1)
  local pattern = nested and "^%w[%w._-]*/[%w._/-]*[%w_-]$" or "^%w[%w-]*/[%w._-]*[%w_-]$"
  local is_name = find(name, pattern) and find(name, "^%d*[%a._-]") and not find(name, "//", 1, true)
  if is_name then return name, first end
end

return repositories

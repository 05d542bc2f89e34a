-- Commit hashes and ranges of them: abc1234, owner/name@abc1234, abc1234..def5678.

local forge = require "commits.forge"
local repositories = require "commits.repositories"
local text = require "commits.text"
local byte, find, lower, match, sub = string.byte, string.find, string.lower, string.match, string.sub

-- A word that says: what follows is a commit, even if it looks like a number or a word itself.
local introductions = {
  commit = true, commits = true, rev = true, revision = true, changeset = true, sha = true, sha1 = true,
}

-- What may not stand before a bare hash: a part of a path, an address, a colour, a UUID, "md5:…".
local joins = {}
for character in ("-./\\@#$%&=+~:"):gmatch(".") do joins[byte(character)] = true end

--- Whether such a word stands before the hash, with a blank or a colon and perhaps a bracket between.
local function is_introduced(content, first)
  local head = lower(sub(content, first > 14 and first - 14 or 1, first - 1))
  local word = match(head, "(%a+1?)[:%s][%s`'\"(%[<]*$")
  return introductions[word] ~= nil
end

--- Whether nothing runs on behind `last` that would make the hash a part of something longer.
local function ends(content, last)
  return not text.word[byte(content, last + 1)] and not find(content, "^[-./\\@][%w_\xC3-\xE1]", last + 1)
end

--- Lower case, not all zeros, and of a length that git writes: 7 to 40 digits, or the 64 of SHA-256.
local function is_hash(hash)
  local length = #hash
  return ((length >= 7 and length <= 40) or length == 64) and not find(hash, "%u") and find(hash, "[^0]")
end

--- A hash without introduction must not be a number (a date, an amount) nor a word (defaced), and
--- lengths are left out where checksums are by far more likely: 32 is MD5, 64 SHA-256.
local function is_telling(hash)
  return #hash ~= 32 and #hash ~= 64 and find(hash, "%d") and find(hash, "%a")
end

--- The range that begins with the hash from first to last: its end and its second hash, or nil.
local function range_end(content, last)
  local second, behind = match(content, "^%.%.%.?(%x+)()", last + 1)
  if second and is_hash(second) and ends(content, behind - 1) then return behind - 1, second end
end

local hashes = {}

--- The item for the run of hexadecimal digits from first to last, or nil, and where to go on.
local function item_at(content, first, last, config)
  local hash = sub(content, first, last)
  if not is_hash(hash) then return nil, last end

  local repo, span_first = nil, first
  if byte(content, first - 1) == 64 then  -- @
    repo, span_first = repositories.before(content, first - 1, config.forge == "gitlab")
    if not repo then return nil, last end
  end
  local introduced = repo or is_introduced(content, first)
  local before = text.before(content, first)
  if not introduced and (text.word[before] or joins[before]) then return nil, last end
  if config.default_repo ~= "" then repo = repo or config.default_repo end

  local range_last, second = range_end(content, last)
  if second and (introduced or is_telling(hash) or is_telling(second)) then
    local url = repo and forge.compare(config, repo, sub(content, first, range_last))
    local data = { from = hash, to = second, repo = repo, url = url }
    return { kind = "commit-range", span = { span_first, range_last }, data = data }, range_last
  end
  if ends(content, last) and (introduced or is_telling(hash)) then
    local url = repo and forge.commit(config, repo, hash)
    return { kind = "commit", span = { span_first, last }, data = { hash = hash, repo = repo, url = url } }, last
  end
  return nil, last
end

--- Appends the commits and ranges of the text to `found`.
function hashes.find(content, found, config)
  local first = find(content, "%x%x%x%x%x%x%x")
  while first do
    local _, last = find(content, "^%x+", first)
    local item
    item, last = item_at(content, first, last, config)
    found[#found + 1] = item
    first = find(content, "%x%x%x%x%x%x%x", last + 1)
  end
end

return hashes

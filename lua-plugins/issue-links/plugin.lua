-- issue-links: links issue keys such as PROJ-123 to the tracker.

local text = require "issue-links.text"
local byte, find, sub = string.byte, string.find, string.sub

local MAX_PROJECT = 20  -- characters; trackers allow 10 unless told otherwise
local MAX_DIGITS = 9
local MAX_LINKS = 1000  -- the host takes no more results from one run

local plugin = {
  name = "issue-links",
  description = "Links issue keys such as PROJ-123 to the tracker",
  config = {
    base_url = {
      type = "string",
      default = "https://tracker.example/browse/",
      doc = "The key is appended to this",
    },
    projects = {
      type = "list",
      items = "string",
      default = {},
      doc = "Link the keys of these projects only; empty: of all that are not ignored",
    },
    ignore = {
      type = "list",
      items = "string",
      default = {
        -- character sets, hashes and ciphers
        "UTF", "UCS", "CP", "ISO8859", "KOI8", "EUC", "BASE", "SHA", "SHA2", "SHA3", "MD", "RIPEMD", "CRC",
        "AES", "DES", "RSA", "HMAC", "ED",
        -- standards, and advisories that have pages of their own
        "ISO", "IEC", "IEEE", "ECMA", "ANSI", "FIPS", "POSIX", "RFC", "BCP", "STD", "PEP", "CVE", "CWE", "DSA",
        "DLA",
        -- licences
        "GPL", "LGPL", "AGPL", "MPL", "EPL", "BSD", "CC", "MIT",
        -- things whose models are numbered
        "X86", "IA", "ARM", "PPC", "AVX", "SSE", "HTTP", "TLS", "SSL", "USB", "PCI", "RS", "GPT", "COVID",
      },
      doc = "Never link these: a project (UTF) with all its keys, or a single key (UTF-8)",
    },
  },
}

-- The bytes of a project name: A to Z, 0 to 9, underscore.
local in_project = {}
for b = 0, 255 do in_project[b] = find(string.char(b), "^[%u%d_]") ~= nil end

-- What may not stand right before a key: these make it a part of a path, a host name, an option.
local joins = {}
for character in ("-./\\@$"):gmatch(".") do joins[byte(character)] = true end

--- The position where the key around a hyphen begins, the one where its digits end, or nil.
local function key_around(content, hyphen)
  local _, last = find(content, "^[1-9]%d*", hyphen + 1)
  if not last then return nil end

  local first = hyphen
  while in_project[byte(content, first - 1)] and hyphen - first <= MAX_PROJECT do first = first - 1 end
  local length = hyphen - first
  if length < 2 or length > MAX_PROJECT or last - hyphen > MAX_DIGITS then return nil, last end

  local before = text.before(content, first)
  local is_key = find(content, "^%u", first)
    and not (text.word[before] or joins[before])
    and not text.word[byte(content, last + 1)]
    and not find(content, "^[-./\\@][%w_\xC3-\xE1]", last + 1)  -- ABC-123-456, ABC-1.txt, ABC-1/x
  return is_key and first or nil, last
end

local function set(list)
  local members = {}
  for i = 1, #list do members[list[i]] = true end
  return members
end

function plugin.enrich(ctx, message)
  local found = {}
  local hyphen = find(message.content, "-", 1, true)
  if not hyphen then return found end

  local content = text.without_urls(message.content)
  local config, wanted, ignored = ctx.config, nil, nil
  while hyphen and #found < MAX_LINKS do
    local first, last = key_around(content, hyphen)
    if first then
      -- Most messages hold no key at all, so the sets are made when the first one turns up.
      wanted = wanted or set(config.projects)
      ignored = ignored or set(config.ignore)
      local project, key = sub(content, first, hyphen - 1), sub(content, first, last)
      if (next(wanted) == nil or wanted[project]) and not (ignored[project] or ignored[key]) then
        found[#found + 1] = {
          kind = "issue",
          span = { first, last },
          data = { key = key, url = config.base_url .. key },
        }
      end
    end
    hyphen = find(content, "-", (last or hyphen) + 1, true)
  end
  return found
end

return plugin

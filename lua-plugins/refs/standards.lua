-- Identifiers that are a word and a number: CVE-2024-3094 and RFC 2119.

local text = require "refs.text"
local byte, find, match, upper, sub = string.byte, string.find, string.match, string.upper, string.sub

local standards = {}

--- CVE-YYYY-NNNN with 4 to 19 digits, in capitals or not. An underscore may stand beside it: the
--- names of patches put one there.
function standards.cves(source, found, base_url)
  local lower = source.lower
  local first = find(lower, "cve-", 1, true)
  while first do
    local number, behind = match(lower, "^%d%d%d%d%-(%d%d%d%d+)()", first + 4)
    if number and #number <= 19
      and not text.alphanumeric[text.before(lower, first)]
      and not text.alphanumeric[byte(lower, behind)]
    then
      local id = upper(sub(lower, first, behind - 1))
      found[#found + 1] = { kind = "cve", span = { first, behind - 1 }, data = { id = id, url = base_url .. id } }
    end
    first = find(lower, "cve-", behind or first + 4, true)
  end
end

-- Before an RFC: part of a path, a host name, an option (--rfc822).
local joins = { [byte("-")] = true, [byte("/")] = true, [byte(".")] = true }

--- RFC 2119, RFC2119, RFC-2119: at most one blank or hyphen, at most five digits.
function standards.rfcs(source, found, base_url)
  local lower = source.lower
  local first = find(lower, "rfc", 1, true)
  while first do
    local number, behind = match(lower, "^[ -]?([1-9]%d*)()", first + 3)
    local before = text.before(lower, first)
    if number and #number <= 5
      and not (text.word[before] or joins[before])
      and not text.word[byte(lower, behind)]
      and not find(lower, "^%.[%w_\xC3-\xE1]", behind)  -- rfc822.c
    then
      found[#found + 1] = {
        kind = "rfc",
        span = { first, behind - 1 },
        data = { number = tonumber(number), url = base_url .. number },
      }
    end
    first = find(lower, "rfc", behind or first + 3, true)
  end
end

return standards

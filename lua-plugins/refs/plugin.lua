-- refs: links CVEs, RFCs, DOIs, arXiv papers, Debian and Launchpad bugs to their pages.
--
-- Each kind has a finder: find(source, found, base_url) appends the items that it sees to `found`. A
-- source is the text twice: `content` as it is, and `lower`, of the same length, where to search: in
-- lower case and without URLs. README.md has the exact rules, so that grep can count the same.

local bugs = require "refs.bugs"
local papers = require "refs.papers"
local standards = require "refs.standards"
local text = require "refs.text"

local find, lower = string.find, string.lower

local MAX_LINKS = 1000  -- the host takes no more results from one run

local function switch(what)
  return { type = "boolean", default = true, doc = "Link " .. what }
end

local function base(url, what)
  return { type = "string", default = url, doc = what .. " is appended to this" }
end

local plugin = {
  name = "refs",
  description = "Links CVEs, RFCs, DOIs, arXiv papers, Debian and Launchpad bugs",
  config = {
    cve = switch("CVE-2024-3094"),
    rfc = switch("RFC 2119, RFC2119 and RFC-2119"),
    doi = switch("10.1000/182"),
    arxiv = switch("arXiv:2101.01234v2 and hep-th/9901001"),
    debian_bug = switch("#123456, bug#1234 and the lists of Closes:"),
    launchpad_bug = switch("the lists of LP:"),
    cve_url = base("https://www.cve.org/CVERecord?id=", "The identifier"),
    rfc_url = base("https://www.rfc-editor.org/rfc/rfc", "The number"),
    doi_url = base("https://doi.org/", "The DOI"),
    arxiv_url = base("https://arxiv.org/abs/", "The identifier"),
    debian_bug_url = base("https://bugs.debian.org/", "The number"),
    launchpad_bug_url = base("https://bugs.launchpad.net/bugs/", "The number"),
  },
}

-- A finder is asked only if the message contains its needle, in lower case: most messages hold
-- none of them, and a plain search costs a fraction of a pattern.
local finders = {
  { kind = "cve", needle = "cve-", find = standards.cves },
  { kind = "rfc", needle = "rfc", find = standards.rfcs },
  { kind = "doi", needle = "10.", find = papers.dois },
  { kind = "arxiv", needle = "arxiv:", find = papers.arxiv },
  { kind = "arxiv", needle = "/", find = papers.old_arxiv },
  { kind = "launchpad_bug", needle = "#", find = bugs.launchpad },
  { kind = "debian_bug", needle = "#", find = bugs.debian },
}

local function by_position(a, b)
  return a.span[1] < b.span[1]
end

--- The items in the order of the text. Of two that overlap, such as a DOI that ends in an RFC's
--- number, the one that begins first stays.
local function in_order(found)
  table.sort(found, by_position)
  local kept, reached = {}, 0
  for _, item in ipairs(found) do
    if item.span[1] > reached and #kept < MAX_LINKS then
      kept[#kept + 1] = item
      reached = item.span[2]
    end
  end
  return kept
end

function plugin.enrich(ctx, message)
  local config, found = ctx.config, {}
  local content = message.content
  local source = { content = content, lower = lower(text.without_urls(content)) }
  for i = 1, #finders do
    local finder = finders[i]
    if find(source.lower, finder.needle, 1, true) and config[finder.kind] then
      finder.find(source, found, config[finder.kind .. "_url"])
    end
  end
  return #found > 1 and in_order(found) or found
end

return plugin

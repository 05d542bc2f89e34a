-- Identifiers of papers: DOIs and arXiv numbers.

local text = require "refs.text"
local byte, find, match, sub = string.byte, string.find, string.match, string.sub

local papers = {}

-- DOI -------------------------------------------------------------------------------------------

--- Where a DOI ends that reaches to `last` at most: trailing . , ; : are the sentence's, and so is a
--- closing parenthesis that was not opened inside the suffix.
local function trimmed(content, first, last)
  local suffix = sub(content, first, last)
  local _, opened = suffix:gsub("%(", "")
  local _, closed = suffix:gsub("%)", "")
  while last > first do
    local b = byte(content, last)
    if b == 41 and closed > opened then  -- )
      closed = closed - 1
    elseif not (b == 46 or b == 59 or b == 58) then  -- . ; :
      break
    end
    last = last - 1
  end
  return last
end

--- What may stand before a DOI: anything but a word, "." "-" or "/", save the "/" of "doi.org/".
local function may_start(lower, first)
  local before = text.before(lower, first)
  if before == 47 then return first > 8 and sub(lower, first - 8, first - 1) == "doi.org/" end
  return not text.word[before] and before ~= 45 and before ~= 46
end

--- 10.NNNN/suffix. The suffix is of the characters that Crossref recommends to look for; they cover
--- nearly all DOIs in use, and leave out what ends a DOI in running text: blanks, commas, quotes.
function papers.dois(source, found, base_url)
  local content, lower = source.content, source.lower
  local first = find(lower, "10.", 1, true)
  while first do
    local slash = match(lower, "^%d%d%d%d%d?%d?%d?%d?%d?()/[%w(]", first + 3)
    local last
    if slash and may_start(lower, first) then
      local behind = match(content, "^[%w._;()/:-]+()", slash + 1)
      last = trimmed(content, slash + 1, behind - 1)
      local id = sub(content, first, last)
      found[#found + 1] = { kind = "doi", span = { first, last }, data = { id = id, url = base_url .. id } }
    end
    first = find(lower, "10.", (last or first) + 1, true)
  end
end

-- arXiv -----------------------------------------------------------------------------------------

-- The archives of identifiers before April 2007.
local archives = {}
for name in ([[
  acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat
  cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th
  patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con
]]):gmatch("%S+") do archives[name] = true end

local function is_month(digits)
  return digits >= "01" and digits <= "12"
end

--- Where an identifier ends whose number ends before `behind`: after its version, if it has one.
--- nil if it runs on into a word or a further number.
local function with_version(lower, behind)
  local _, last = find(lower, "^v[1-9]%d?%d?", behind)
  last = last or behind - 1
  if text.word[byte(lower, last + 1)] or find(lower, "^%.%d", last + 1) then return nil end
  return last
end

--- Appends the paper whose identifier is at id_first to last; the link may begin before it.
local function add(source, found, base_url, first, id_first, last)
  local id = sub(source.content, id_first, last)
  found[#found + 1] = { kind = "arxiv", span = { first, last }, data = { id = id, url = base_url .. id } }
end

--- arXiv:YYMM.NNNNN, as identifiers are since April 2007; without the prefix it would be a number.
function papers.arxiv(source, found, base_url)
  local lower = source.lower
  local first = find(lower, "arxiv:", 1, true)
  while first do
    local id_first, month, behind = match(lower, "^ ?()%d%d(%d%d)%.%d%d%d%d%d?()", first + 6)
    local last = id_first and is_month(month) and with_version(lower, behind)
    if last and not text.word[text.before(lower, first)] then
      add(source, found, base_url, first, id_first, last)
    end
    first = find(lower, "arxiv:", first + 6, true)
  end
end

--- Where the archive name before a slash begins, its subject class (math.GT) included.
local function archive_before(lower, slash)
  -- Eight letters are the longest archive and three its class: what fills twelve is no archive.
  local head = sub(lower, slash > 12 and slash - 12 or 1, slash - 1)
  local name = match(head, "[%a-]+$")
  local name_first = slash - #(name or "")
  if not archives[name] then
    name = match(head, "([%a-]+)%.%a%a$")
    name_first = slash - #(name or "") - 3
  end
  return archives[name] and name_first
end

--- Where the link to an old identifier begins: at "arXiv:" if that stands before it, else at itself.
local function with_prefix(lower, id_first)
  local head = sub(lower, id_first > 7 and id_first - 7 or 1, id_first - 1)
  local first = id_first - #(match(head, "arxiv: ?$") or "")
  return text.word[text.before(lower, first)] and id_first or first
end

-- What may not stand before an old identifier: it would be a part of a path or a file name.
local joins = { [byte("-")] = true, [byte("/")] = true, [byte(".")] = true }

--- hep-th/9901001, math.GT/0309136: as identifiers were until March 2007, with or without "arXiv:".
function papers.old_arxiv(source, found, base_url)
  local lower = source.lower
  local slash = find(lower, "/", 1, true)
  while slash do
    local month, behind = match(lower, "^%d%d(%d%d)%d%d%d()", slash + 1)
    local id_first = month and is_month(month) and archive_before(lower, slash)
    local last = id_first and with_version(lower, behind)
    if last then
      local first = with_prefix(lower, id_first)
      local before = text.before(lower, first)
      if first < id_first or not (text.word[before] or joins[before]) then
        add(source, found, base_url, first, id_first, last)
      end
    end
    slash = find(lower, "/", slash + 1, true)
  end
end

return papers

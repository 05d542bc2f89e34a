-- commits: links commit hashes, ranges of them, and owner/name#123 or owner/name!45 to their pages.

local forge = require "commits.forge"
local hashes = require "commits.hashes"
local repositories = require "commits.repositories"
local text = require "commits.text"

local byte, find, match = string.byte, string.find, string.match

local MAX_LINKS = 1000  -- the host takes no more results from one run

local plugin = {
  name = "commits",
  description = "Links commits, ranges, and issues and merge requests of named repositories",
  config = {
    forge = {
      type = "enum",
      values = { "github", "gitlab" },
      default = "github",
      doc = "Where commits, ranges and owner/name#123 lead; owner/name!45 always leads to GitLab",
    },
    github_url = { type = "string", default = "https://github.com/", doc = "The name of a repository is appended" },
    gitlab_url = { type = "string", default = "https://gitlab.com/", doc = "The name of a repository is appended" },
    default_repo = {
      type = "string",
      default = "",
      doc = "owner/name of the repository that bare hashes belong to; without it they have no URL",
    },
  },
}

local function issue(config, repo, number, span)
  local data = { repo = repo, number = number, url = forge.issue(config, repo, number) }
  return { kind = "repo-issue", span = span, data = data }
end

local function merge_request(config, repo, number, span)
  local data = { repo = repo, number = number, url = forge.merge_request(config, repo, number) }
  return { kind = "merge-request", span = span, data = data }
end

--- Appends item(config, repo, number, span) for each NAME<mark>NUMBER, such as lua/lua#7.
local function numbered(content, found, config, mark, nested, item)
  local at = find(content, mark, 1, true)
  while at do
    local digits, behind = match(content, "^([1-9]%d*)()", at + 1)
    if digits and #digits <= 9 and not text.word[byte(content, behind)] then
      local repo, first = repositories.before(content, at, nested)
      if repo then found[#found + 1] = item(config, repo, tonumber(digits), { first, behind - 1 }) end
    end
    at = find(content, mark, behind or at + 1, true)
  end
end

local function by_position(a, b)
  return a.span[1] < b.span[1]
end

function plugin.enrich(ctx, message)
  local config, found = ctx.config, {}
  local content = text.without_urls(message.content)

  hashes.find(content, found, config)
  numbered(content, found, config, "#", config.forge == "gitlab", issue)
  numbered(content, found, config, "!", true, merge_request)

  table.sort(found, by_position)
  for i = #found, MAX_LINKS + 1, -1 do found[i] = nil end
  return found
end

return plugin

-- The addresses of pages on GitHub and GitLab.

local forge = {}

-- What stands between a repository and its pages.
local folders = { github = "/", gitlab = "/-/" }

local function page(config, site, repo, path)
  return config[site .. "_url"] .. repo .. folders[site] .. path
end

function forge.commit(config, repo, hash)
  return page(config, config.forge, repo, "commit/" .. hash)
end

--- The range as it was written: two dots or three.
function forge.compare(config, repo, range)
  return page(config, config.forge, repo, "compare/" .. range)
end

--- GitHub counts issues and pull requests together and forwards from the one to the other.
function forge.issue(config, repo, number)
  return page(config, config.forge, repo, "issues/" .. number)
end

function forge.merge_request(config, repo, number)
  return page(config, "gitlab", repo, "merge_requests/" .. number)
end

return forge

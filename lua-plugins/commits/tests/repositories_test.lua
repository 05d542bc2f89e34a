local function links(content, config)
  local list = {}
  for i, item in ipairs(plugin.enrich(content, config)) do list[i] = item.kind .. " " .. item.text end
  return list
end

local function finds(content, ...)
  expect(links(content)):equals { ... }
end

describe("owner/name@hash", function()
  it("is a commit of that repository", function()
    expect(plugin.enrich("see lua/lua@1a2b3c4, please", { default_repo = "a/b" })):equals {
      {
        kind = "commit",
        span = { 5, 19 },
        data = { hash = "1a2b3c4", repo = "lua/lua", url = "https://github.com/lua/lua/commit/1a2b3c4" },
        text = "lua/lua@1a2b3c4",
      },
    }
  end)
  it("may be a number or a word", function()
    finds("a/b@1234567 a/b@deadbeef", "commit a/b@1234567", "commit a/b@deadbeef")
  end)
  it("may be a range", function()
    local item = plugin.enrich("a/b@1234567...1234568")[1]
    expect(item.text):equals("a/b@1234567...1234568")
    expect(item.data.url):equals("https://github.com/a/b/compare/1234567...1234568")
  end)
  it("is not a branch, a version or an address", function()
    finds("a/b@main a/b@v1234567 a/b@1234567.1 joe@1a2b3c4 joe@1a2b3c4.example")
    finds("@scope/b@1234567 git@host:a/b@1234567")
  end)
end)

describe("owner/name#number", function()
  it("is an issue of that repository", function()
    expect(plugin.enrich("(lua/lua#12)")):equals {
      {
        kind = "repo-issue",
        span = { 2, 11 },
        data = { repo = "lua/lua", number = 12, url = "https://github.com/lua/lua/issues/12" },
        text = "lua/lua#12",
      },
    }
  end)
  it("may have points, hyphens and underscores in its name", function()
    finds("a-b/c.d_e-f#1 a/.github#2 a1/2#3", "repo-issue a-b/c.d_e-f#1", "repo-issue a/.github#2", "repo-issue a1/2#3")
  end)
  it("needs an owner that is no number", function() finds("10/12#3 b#3 #3 /b#3 a/#3") end)
  it("is not deeper in a path", function() finds("x/a/b#3 ./a/b#3 ~/a/b#3 C:\\a/b#3 a//b#3") end)
  it("needs a number of at most nine digits that ends", function()
    finds("a/b#0 a/b#01 a/b#1234567890 a/b#1x a/b#L12")
  end)
  it("may end a sentence", function()
    finds("See a/b#1.\r\na/b#2: yes, a/b#3", "repo-issue a/b#1", "repo-issue a/b#2", "repo-issue a/b#3")
  end)
  it("may stand beside dashes and CJK, not beside letters", function()
    finds("—a/b#1— 参见a/b#2。 éa/b#3 a/b#4é", "repo-issue a/b#1", "repo-issue a/b#2")
  end)
end)

describe("owner/name!number", function()
  it("is a merge request of GitLab", function()
    expect(plugin.enrich("gnome/gtk!45!")[1]):equals {
      kind = "merge-request",
      span = { 1, 12 },
      data = { repo = "gnome/gtk", number = 45, url = "https://gitlab.com/gnome/gtk/-/merge_requests/45" },
      text = "gnome/gtk!45",
    }
  end)
  it("may be deeper in groups", function()
    finds("a/b/c!1 a.x/b!2", "merge-request a/b/c!1", "merge-request a.x/b!2")
  end)
  it("is not any exclamation", function() finds("a/b! 5 a/b!x either/or!! wow!45") end)
end)

describe("configuration", function()
  local gitlab = { forge = "gitlab", gitlab_url = "https://git.example/", default_repo = "g/s/p" }
  it("of forge changes the pages", function()
    local urls = {}
    local content = "1a2b3c4 1a2b3c4..1a2b3c5 g/s/q@1234567 g/s/q#5 g/s/q!6"
    for i, item in ipairs(plugin.enrich(content, gitlab)) do urls[i] = item.data.url end
    expect(urls):equals {
      "https://git.example/g/s/p/-/commit/1a2b3c4",
      "https://git.example/g/s/p/-/compare/1a2b3c4..1a2b3c5",
      "https://git.example/g/s/q/-/commit/1234567",
      "https://git.example/g/s/q/-/issues/5",
      "https://git.example/g/s/q/-/merge_requests/6",
    }
  end)
  it("of github_url changes the site", function()
    local item = plugin.enrich("a/b#1", { github_url = "https://ghe.example/" })[1]
    expect(item.data.url):equals("https://ghe.example/a/b/issues/1")
  end)
  it("with another forge is refused", function()
    expect(function() plugin.enrich("x", { forge = "svn" }) end):raises("config.forge")
  end)
end)

describe("links of several kinds", function()
  it("come in the order of the text", function()
    finds("a/b!1 a/b#2 1a2b3c4 a/b@1234567",
      "merge-request a/b!1", "repo-issue a/b#2", "commit 1a2b3c4", "commit a/b@1234567")
  end)
  it("do not come out of URLs", function()
    finds("https://github.com/a/b/commit/1a2b3c4 https://x.example/a/b#1 http://x.example/1a2b3c4..1a2b3c5")
  end)
  it("come out of the text behind a URL", function()
    expect(plugin.enrich("https://x.example/ 1a2b3c4")[1].span):equals { 20, 26 }
  end)
end)
